import type { TicketView } from "@siren/contracts/barista";
import { useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { useOrderTotal } from "../../shared/queries.ts";
import { type SayText, useText } from "../../shared/texts.ts";
import { ageOf } from "./age.ts";
import { CupRow } from "./cup-row.tsx";
import { cupGroups, firstFree } from "./cups.ts";
import { refusalWords } from "./refusal-words.ts";
import { idOf, isUnderWay, type Tap, type Tapped, type Taps } from "./taps.ts";

type TicketCardProps = {
  ticket: TicketView;
  now: number;
  taps: Taps;
  tapped: readonly Tapped[];
  onReject: () => void;
};

export function TicketCard({ ticket, now, taps, tapped, onReject }: TicketCardProps) {
  const say = useText();
  const { ticketId, number, nickname, units, state } = ticket;
  const age = ageOf(ticket, now);
  const isBusy = (tap: Tap) => tapped.some((each) => idOf(each.tap) === idOf(tap) && isUnderWay(each));
  const button = (verb: "accept" | "ready" | "hand-over" | "paid") => ({
    "data-testid": verb,
    busy: isBusy({ verb, ticketId }),
    onClick: () => taps.tap({ verb, ticketId }),
  });
  const free = firstFree(units);
  const isBeingMade = state === "MAKING";
  return (
    <article
      className="ticket"
      aria-label={say("ticketOf", { number, nickname })}
      data-testid="ticket"
      data-number={number}
      data-state={state}
      data-tone={state === "VOIDED" ? "fresh" : age.tone}
    >
      <header className="ticket-head">
        <h3>
          <span className="ticket-number">{number}</span> <span className="ticket-name">{nickname}</span>
        </h3>
        <p className="ticket-age">{ageWords(age.minutes, state === "READY" ? "ready" : "ordered", say)}</p>
      </header>
      <div className="ticket-payment">
        <PaymentTag ticket={ticket} />
        {ticket.payment === "COUNTER_DUE" && state !== "VOIDED" ? (
          <Button look="quiet" {...button("paid")}>
            {say("paid")}
          </Button>
        ) : null}
      </div>
      <ul className="cups">
        {cupGroups(units).map(({ unit, count }) => (
          <CupRow
            key={unit.unitId}
            {...{ unit, count, isBeingMade }}
            isBusy={(verb) => isBusy({ verb, ticketId, unitId: unit.unitId })}
            onTap={(verb) => taps.tap({ verb, ticketId, unitId: unit.unitId })}
          />
        ))}
      </ul>
      {state === "VOIDED" ? <p className="ticket-cancelled">{say("cancelled")}</p> : null}
      {tapped.map((each) => (
        <TappedLine key={idOf(each.tap)} tapped={each} taps={taps} />
      ))}
      <div className="ticket-buttons">
        {state === "QUEUED" || state === "ACCEPTED" || isBeingMade ? (
          <Button look="danger" className="ticket-reject" data-testid="reject" onClick={onReject}>
            {say("reject")}
          </Button>
        ) : null}
        {state === "QUEUED" ? <Button {...button("accept")}>{say("accept")}</Button> : null}
        {state === "ACCEPTED" && free ? (
          <Button
            data-testid="start"
            busy={isBusy({ verb: "claim", ticketId, unitId: free.unitId })}
            onClick={() => taps.tap({ verb: "claim", ticketId, unitId: free.unitId })}
          >
            {say("start")}
          </Button>
        ) : null}
        {isBeingMade ? <Button {...button("ready")}>{say("ready")}</Button> : null}
        {state === "READY" ? <Button {...button("hand-over")}>{say("handOver")}</Button> : null}
      </div>
    </article>
  );
}

function PaymentTag({ ticket: { orderId, payment } }: { ticket: TicketView }) {
  const say = useText();
  const language = useLanguage();
  const isDue = payment === "COUNTER_DUE";
  const total = useOrderTotal(orderId, isDue);
  if (isDue) {
    const words = total === undefined ? say("toPay") : say("toPayAmount", { amount: won(total, language) });
    return (
      <p className="tag" data-tag="COUNTER_DUE">
        {words}
      </p>
    );
  }
  if (payment === "DEFERRED")
    return (
      <p className="tag" data-tag="DEFERRED">
        {say("chargedLater")}
      </p>
    );
  if (payment === "PAID_AT_COUNTER")
    return (
      <p className="tag" data-tag="PAID">
        {say("paidAtCounter")}
      </p>
    );
  return null;
}

/** What became of a tap, beside the ticket that it was for. */
function TappedLine({ tapped, taps }: { tapped: Tapped; taps: Taps }) {
  const say = useText();
  const language = useLanguage();
  if (tapped.phase === "sending") return null;
  if (tapped.phase === "sending-again") {
    return (
      <p className="tapped" role="status">
        {say("sendingAgain")}
      </p>
    );
  }
  const { text, code } = refusalWords(tapped.error, language);
  return (
    <div className="tapped" data-bad role="alert" data-testid="refusal">
      <p>
        {text} <small>{code}</small>
      </p>
      {tapped.phase === "lost" ? (
        <Button look="quiet" onClick={() => taps.tap(tapped.tap)}>
          {say("tryAgain")}
        </Button>
      ) : null}
      <Button look="bare" onClick={() => taps.dismiss(tapped)}>
        {say("close")}
      </Button>
    </div>
  );
}

function ageWords(minutes: number, of: "ordered" | "ready", say: SayText): string {
  if (minutes < 1) return say(`${of}Now`);
  const hours = Math.floor(minutes / 60);
  const age = hours === 0 ? say("minutes", { n: minutes }) : say("hours", { n: hours, m: minutes % 60 });
  return say(`${of}For`, { age });
}
