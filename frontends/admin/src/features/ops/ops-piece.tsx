import { FailureNote, Note } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import { type ReactNode, useEffect, useRef } from "react";
import { shortName } from "./names.ts";
import { useOpsText } from "./ops-texts.ts";

type ScreenProps = {
  title: string;
  lead?: ReactNode;
  error?: unknown;
  isLoading?: boolean;
  children: ReactNode;
};

/** One screen of the room: its heading is focused, so that a reader hears where it is. */
export function OpsScreen({ title, lead, error, isLoading, children }: ScreenProps) {
  const say = useOpsText();
  const room = say("opsRoom");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    document.title = `${title} · ${room} · Siren`;
  }, [title, room]);
  return (
    <div className="ops-screen">
      <header>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        {lead ? <p className="soft">{lead}</p> : null}
      </header>
      {error ? <FailureNote error={error} /> : null}
      {isLoading && !error ? <Skeleton height="12rem" /> : null}
      {children}
    </div>
  );
}

type UnheardProps = { unheard: readonly { id: string; why: string }[] | undefined };

/** Figures that are not of all gateways say so. */
export function Unheard({ unheard = [] }: UnheardProps) {
  const say = useOpsText();
  if (unheard.length === 0) return null;
  const gateways = unheard.map(({ id }) => shortName(id)).join(", ");
  const why = [...new Set(unheard.map((one) => one.why))].join(", ");
  return (
    <Note tone="warn">
      <p>{say("unheard", { gateways, why })}</p>
    </Note>
  );
}

type MarkTone = "good" | "look" | "bad" | "plain";

/** A word that is told apart by more than its colour. */
export function Mark({ tone, children }: { tone: MarkTone; children: ReactNode }) {
  return (
    <span className="ops-mark" data-tone={tone}>
      {children}
    </span>
  );
}
