import type { ReactNode } from "react";
import { useLanguage } from "../i18n.ts";
import { problemWords } from "../problem-words.ts";

type NoteProps = { tone?: "plain" | "warn" | "bad"; children: ReactNode };

export function Note({ tone = "plain", children }: NoteProps) {
  return (
    <div className="ui-note" data-tone={tone} role={tone === "bad" ? "alert" : "status"}>
      {children}
    </div>
  );
}

/** A refusal or failure in words, with the code that support asks for. */
export function FailureNote({ error, children }: { error: unknown; children?: ReactNode }) {
  const { text, code } = problemWords(error, useLanguage());
  return (
    <Note tone="bad">
      <p>{text}</p>
      <small>{code}</small>
      {children}
    </Note>
  );
}
