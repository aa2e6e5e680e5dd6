import type { TicketView, UnitView } from "@siren/contracts/barista";
import { type Language, localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { memo, useCallback, useMemo } from "react";
import type { Acting } from "./acting.ts";
import type { Tone } from "./age.ts";
import { CupRow, type CupVerb } from "./cup-row.tsx";
import { cupGroups } from "./cups.ts";
import { nextStep } from "./next-step.ts";
import { PaymentTag } from "./payment-tag.tsx";
import { SaidLines } from "./said-lines.tsx";
import type { Tapped, Taps } from "./taps.ts";
import { type SayBoard, useBoardText } from "./texts.ts";
import { useLane } from "./use-lane.ts";
import { WayAndTime } from "./way-and-time.tsx";

/** What is asked before a tap can be sent. */
export type Asked =
  | { about: "reject" | "labels"; ticketId: string }
  | { about: "remake"; ticketId: string; unitId: string };

type TicketCardProps = {
  ticket: TicketView;
  minutes: number;
  tone: Tone;
  dueInMinutes: number | null;
  me: string;
  taps: Pick<Taps, "all" | "dismiss">;
  acting: Acting;
  onAsk: (asked: Asked) => void;
};

/** Drawn anew when something of it has changed, and not with each tap on another one: a rush is 60 of them. */
export const TicketCard = memo(function TicketCard(props: TicketCardProps) {
  const { ticket, minutes, tone, dueInMinutes, me, taps, acting, onAsk } = props;
  const say = useBoardText();
  const language = useLanguage();
  const { ticketId, number, nickname, units, state } = ticket;
  const tapped = useLane(taps, ticketId);
  const isBeingMade = state === "MAKING";
  const next = nextStep(ticket);
  const onCup = useCallback(
    (verb: CupVerb, unit: UnitView) => {
      const { unitId } = unit;
      if (verb === "remake") onAsk({ about: "remake", ticketId, unitId });
      else acting.act({ verb, ticketId, unitId }, ticket, unit);
    },
    [acting, onAsk, ticket, ticketId],
  );
  const groups = useMemo(() => cupGroups(units), [units]);
  const waiting = tapped.find(({ phase }) => phase === "waiting");
  return (
    <article
      className="ticket"
      aria-label={say("ticketOf", { number, nickname })}
      data-testid="ticket"
      data-ticket={ticketId}
      data-number={number}
      data-state={state}
      data-tone={state === "VOIDED" ? "fresh" : tone}
      data-unsent={waiting !== undefined || undefined}
      data-next={next ? say("bumpNext", { what: say(next.word) }) : undefined}
    >
      <header className="ticket-head">
        <h3>
          <span className="ticket-number">{number}</span> <span className="ticket-name">{nickname}</span>
        </h3>
        <p className="ticket-age">
          {dueInMinutes === null ? null : <b>{dueWords(dueInMinutes, say)}</b>}
          <span>{ageWords(minutes, state === "READY" ? "ready" : "ordered", say)}</span>
        </p>
      </header>
      <div className="ticket-payment">
        <WayAndTime ticket={ticket} />
        <PaymentTag ticket={ticket} />
        {ticket.payment === "COUNTER_DUE" && state !== "VOIDED" ? (
          <Button
            look="quiet"
            data-testid="paid"
            onClick={() => acting.act({ verb: "paid", ticketId }, ticket)}
          >
            {say("paid")}
          </Button>
        ) : null}
      </div>
      <ul className="cups">
        {groups.map(({ unit, count }) => (
          <CupRow
            key={unit.unitId}
            {...{ unit, count, isBeingMade, isReady: state === "READY", onTap: onCup }}
            isMine={unit.state === "CLAIMED" && unit.claimedBy === me}
          />
        ))}
      </ul>
      {state === "VOIDED" ? <p className="ticket-cancelled">{say("cancelled")}</p> : null}
      <SaidLines said={tapped} nameOf={cupOf(language)} onDismiss={taps.dismiss} />
      <div className="ticket-buttons">
        {state === "QUEUED" || state === "ACCEPTED" || isBeingMade ? (
          <Button look="danger" data-testid="reject" onClick={() => onAsk({ about: "reject", ticketId })}>
            {say("reject")}
          </Button>
        ) : null}
        {state === "READY" ? (
          <Button
            look="quiet"
            data-testid="recall"
            onClick={() => acting.act({ verb: "recall", ticketId }, ticket)}
          >
            {say("recall")}
          </Button>
        ) : null}
        {state === "VOIDED" ? null : (
          <Button
            look="quiet"
            data-testid="labels"
            aria-label={say("labelsOf", { number })}
            onClick={() => onAsk({ about: "labels", ticketId })}
          >
            {say("labels")}
          </Button>
        )}
        {next ? (
          <Button
            className="ticket-next"
            data-testid={next.hook}
            onClick={() => acting.act(next.tap, ticket, next.cup)}
          >
            {say(next.word)}
          </Button>
        ) : null}
      </div>
    </article>
  );
});

const cupOf =
  (language: Language) =>
  ({ about: { cup } }: Tapped) =>
    cup ? localised(cup, language) : undefined;

function dueWords(minutes: number, say: SayBoard): string {
  if (minutes > 0) return say("dueIn", { n: minutes });
  return minutes > -1 ? say("dueNow") : say("overdue", { n: -minutes });
}

function ageWords(minutes: number, of: "ordered" | "ready", say: SayBoard): string {
  if (minutes < 1) return say(`${of}Now`);
  const hours = Math.floor(minutes / 60);
  const age = hours === 0 ? say("minutes", { n: minutes }) : say("hours", { n: hours, m: minutes % 60 });
  return say(`${of}For`, { age });
}
