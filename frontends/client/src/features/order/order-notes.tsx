import type { OrderView } from "@siren/contracts/order";
import { ApiProblem } from "@siren/web/failures";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useState } from "react";
import { Link } from "react-router";
import { isOfGuest } from "../../shared/guest-orders.ts";
import { endedWithoutDrink, isOver, moneyBack } from "../../shared/order-words.ts";
import { useStore } from "../../shared/queries.ts";
import { useMember } from "../../shared/services.ts";
import { isNoteText, useNoteText } from "./order-note-texts.ts";

const keepsPaid: ReadonlySet<OrderView["payment"]> = new Set(["CAPTURED", "PAID_AT_COUNTER"]);

/** What happened, or will happen, to the order and its money: said, never left to be guessed. */
export function OrderNotes({ order }: { order: OrderView }) {
  const say = useNoteText();
  const language = useLanguage();
  const isMembers = useMember() !== null && !isOfGuest(order.orderId);
  const goal = useStore(order.movingTo);
  const { state, payment, reason, delayMinutes, rejectedUnits } = order;
  const hasEnded = endedWithoutDrink(order);
  const isUnderWay = !isOver(state) && state !== "READY";
  const reasonKey = `reason_${reason}`;
  const [wasAsked, setWasAsked] = useState(order.cancelRequested);
  if (order.cancelRequested && !wasAsked) setWasAsked(true);
  const isTooLate = wasAsked && !order.cancelRequested && (state === "MAKING" || state === "READY");
  return (
    <>
      {hasEnded ? (
        <Note tone="warn">
          {isNoteText(reasonKey) ? <p>{say(reasonKey)}</p> : null}
          {state === "EXPIRED" && reason === null ? <p>{say("expiredText")}</p> : null}
          <p>{say(moneyBack(order))}</p>
          {reason === "INSUFFICIENT_BALANCE" ? <ToTheCard /> : null}
          {state === "PAYMENT_FAILED" && reason ? <small>{reason}</small> : null}
        </Note>
      ) : null}
      {state === "READY" ? <p className="soft small">{say("kept1Hour")}</p> : null}
      {state === "UNCLAIMED" ? (
        <Note tone="warn">
          <p>{say("unclaimedText")}</p>
          {keepsPaid.has(payment) ? <p>{say("unclaimedPaid")}</p> : null}
        </Note>
      ) : null}
      {payment === "REFUNDED" && !hasEnded ? <Note>{say("refundedMade")}</Note> : null}
      {payment === "PARTLY_REFUNDED" && !hasEnded ? <Note>{say("refundedPartly")}</Note> : null}
      {order.movingTo ? (
        <Note tone="warn">
          {say("moving", { store: goal ? localised(goal.name, language) : order.movingTo })}
        </Note>
      ) : null}
      {order.cancelRequested && !isOver(state) ? <Note tone="warn">{say("cancelAsked")}</Note> : null}
      {isTooLate ? <Note tone="warn">{say("cancelTooLate")}</Note> : null}
      {isUnderWay && delayMinutes > 0 ? (
        <Note tone="warn">{say("storeDelay", { n: delayMinutes })}</Note>
      ) : null}
      {rejectedUnits.length > 0 && !hasEnded ? (
        <Note tone="warn">
          <p>{say("partlyMade")}</p>
          {[...new Set(rejectedUnits.map((each) => `reason_${each.reason}`))]
            .filter(isNoteText)
            .map((key) => (
              <p key={key}>{say(key)}</p>
            ))}
        </Note>
      ) : null}
      {payment === "DEFERRED" && !hasEnded ? <Note tone="warn">{say("deferredNote")}</Note> : null}
      {payment === "ARREARS" && !hasEnded ? (
        <Note tone="warn">
          <p>{say("arrears")}</p>
          <ToTheCard />
        </Note>
      ) : null}
      {payment === "PAID_AT_COUNTER" && !hasEnded ? <Note>{say("paidAtCounter")}</Note> : null}
      {payment === "COUNTER_DUE" && !hasEnded ? (
        <Note tone="warn">
          <p>
            <strong>{won(order.total_krw, language)}</strong> {say(isMembers ? "payAtPickUp" : "payToStart")}
          </p>
        </Note>
      ) : null}
    </>
  );
}

function ToTheCard() {
  const say = useNoteText();
  return (
    <Link className="ui-link" to="/account/card">
      {say("topUp")}
    </Link>
  );
}

/** The race with the first cup was lost: that is no fault, and is not said as one. */
export function CancelFailure({ error }: { error: unknown }) {
  const say = useNoteText();
  const isTooLate = error instanceof ApiProblem && error.code === "ALREADY_STARTED";
  return isTooLate ? <Note tone="warn">{say("cancelTooLate")}</Note> : <FailureNote error={error} />;
}
