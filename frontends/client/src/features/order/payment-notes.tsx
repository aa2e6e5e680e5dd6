import type { OrderView } from "@siren/contracts/order";
import { Note } from "@siren/web/ui/note";
import { isOver } from "../../shared/order-words.ts";
import { type TextKey, textKeys, useText } from "../../shared/texts.ts";

const refundedStates = new Set(["REFUNDED", "PARTLY_REFUNDED"]);
const uncharged = new Set(["NONE", "RELEASED", "VOID", "FAILED", "COUNTER_DUE", "HOLD_PENDING", "HELD"]);

/** Of an order that came to nothing. The till's money is given back by hand. */
function moneyKey(payment: OrderView["payment"]): TextKey {
  if (payment === "PAID_AT_COUNTER") return "refundAtCounter";
  return refundedStates.has(payment) || !uncharged.has(payment) ? "refunded" : "notCharged";
}

/** What happened, or will happen, to the money: said, never left to be guessed. */
export function PaymentNotes({ order }: { order: OrderView }) {
  const say = useText();
  const { state, payment, reason } = order;
  const endedWithoutDrink = isOver(state) && state !== "PICKED_UP" && state !== "UNCLAIMED";
  const reasonKey = `reason_${reason}`;
  return (
    <>
      {endedWithoutDrink ? (
        <Note tone="warn">
          {textKeys.has(reasonKey) ? <p>{say(reasonKey as TextKey)}</p> : null}
          <p>{say(moneyKey(payment))}</p>
          {state === "PAYMENT_FAILED" && reason ? <small>{reason}</small> : null}
        </Note>
      ) : null}
      {payment === "DEFERRED" ? <Note tone="warn">{say("deferredNote")}</Note> : null}
      {payment === "ARREARS" ? <Note tone="warn">{say("arrears")}</Note> : null}
      {payment === "PAID_AT_COUNTER" && !endedWithoutDrink ? <Note>{say("paidAtCounter")}</Note> : null}
      {payment === "COUNTER_DUE" && !endedWithoutDrink && state !== "COUNTER_DUE" ? (
        <Note tone="warn">{say("COUNTER_DUE")}</Note>
      ) : null}
      {order.cancelRequested && !isOver(state) ? <Note tone="warn">{say("cancelAsked")}</Note> : null}
    </>
  );
}
