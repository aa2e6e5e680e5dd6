import { FailureNote } from "@siren/web/ui/note";
import { type ReactNode, useEffect, useRef } from "react";
import { pageTitle } from "./page-title.ts";
import { useText } from "./texts.ts";
import { useWayBack } from "./way-back.ts";

type ScreenProps = { title: string; lead?: ReactNode; back?: string; narrow?: boolean; children: ReactNode };

/** A screen has one heading, which is focused when it opens so that a reader hears where it is. */
export function Screen({ title, lead, back, narrow, children }: ScreenProps) {
  const say = useText();
  const goBack = useWayBack();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => pageTitle.ofScreen(title), [title]);
  return (
    <div className="screen" data-narrow={narrow || undefined}>
      <header className="screen-head">
        {back ? (
          <button
            type="button"
            className="round-button"
            aria-label={say("back")}
            onClick={() => goBack(back)}
          >
            <Arrow />
          </button>
        ) : null}
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead ? <p className="soft">{lead}</p> : null}
        </div>
      </header>
      {children}
    </div>
  );
}

const Arrow = () => (
  <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
    <path
      d="m14 5-7 7 7 7"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.200"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
);

type FailedProps = { text: string; error: unknown; onRetry: () => void };

/** What could not be loaded asks again by itself; the button is for the impatient. */
export function Failed({ text, error, onRetry }: FailedProps) {
  const say = useText();
  return (
    <div className="failed">
      <h2>{text}</h2>
      <FailureNote error={error} />
      <button type="button" className="ui-button" data-look="quiet" onClick={onRetry}>
        {say("tryAgain")}
      </button>
    </div>
  );
}
