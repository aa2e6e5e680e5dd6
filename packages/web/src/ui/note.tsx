import { type ReactNode, useEffect, useRef } from "react";
import { announce } from "../announce.ts";
import { useLanguage } from "../i18n.ts";
import { problemWords, waitOf } from "../problem-words.ts";
import { useIsOver } from "../use-is-over.ts";
import { Waiting } from "./waiting.tsx";

type NoteProps = { tone?: "plain" | "warn" | "bad"; children: ReactNode };

export function Note({ tone = "plain", children }: NoteProps) {
  const isAlert = tone === "bad";
  const note = useRef<HTMLDivElement>(null);
  const said = useRef("");
  useEffect(() => {
    const words = note.current?.textContent ?? "";
    if (words !== said.current && !isAlert) announce(words);
    said.current = words;
  });
  return (
    <div ref={note} className="ui-note" data-tone={tone} role={isAlert ? "alert" : undefined}>
      {children}
    </div>
  );
}

/**
 * A refusal or failure in words, with how long to wait, and with the code and the trace that support asks for. One that
 * ends by itself takes its words away.
 */
export function FailureNote({ error, children }: { error: unknown; children?: ReactNode }) {
  const { text, code, trace } = problemWords(error, useLanguage());
  const isOver = useIsOver(error);
  const waitMs = waitOf(error);
  // What can be done about it stays, with the words that it is about.
  if (isOver && !children) return null;
  return (
    <div className="ui-note" data-tone="bad">
      {/* The words alone: what cannot be loaded is asked again and again, each time with another trace. */}
      <p role="alert">{text}</p>
      {waitMs === undefined ? null : <Waiting key={`${code}${waitMs}`} ms={waitMs} />}
      {children}
      <small>{trace === undefined ? code : `${code} · ${trace}`}</small>
    </div>
  );
}
