import type { ButtonHTMLAttributes } from "react";

type ButtonLook = "main" | "quiet" | "bare" | "danger";

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: ButtonLook;
  wide?: boolean;
  /** Being worked on: it cannot be pressed twice, and says so. */
  busy?: boolean;
};

export function Button({ look = "main", wide, busy, className, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      // Not `disabled`: that would take the focus from whoever has just pressed it.
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      className={className ? `ui-button ${className}` : "ui-button"}
      data-look={look}
      data-wide={wide || undefined}
      aria-busy={busy || undefined}
    />
  );
}
