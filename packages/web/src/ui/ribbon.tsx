import type { ReactNode } from "react";

/** Says across the page what is not as usual. Quiet when there is nothing to say. */
export function Ribbon({ tone = "warn", children }: { tone?: "warn" | "bad"; children: ReactNode }) {
  return (
    <div role="status" data-testid="ribbon">
      {children ? (
        <p className="ui-ribbon" data-tone={tone}>
          {children}
        </p>
      ) : null}
    </div>
  );
}
