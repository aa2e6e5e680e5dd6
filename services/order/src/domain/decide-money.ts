import { isInTheTill, type Order, type OrderEvent, type OrderRefund } from "./order.ts";
import type { OrderCommand } from "./order-command.ts";
import { refundableKrw } from "./refund.ts";
import type { PaymentCommandName } from "./transitions.ts";

/** Which row of the payment table a command of the order goes through; null leaves the money alone. */
export function moneyCommand(order: Order, command: OrderCommand): PaymentCommandName | null {
  switch (command.name) {
    case "authorise":
      return "hold";
    case "refuse-payment":
      return "fail";
    case "defer":
      return "defer";
    case "pay-at-counter":
      return "to-counter";
    case "cancel":
    case "void":
    case "expire":
    case "reject":
      // It stays in the till until a manager has given it back.
      if (isInTheTill(order)) return null;
      return order.captureWanted ? "give-back" : "call-off";
    case "reduce":
      if (isInTheTill(order)) return "refund-part";
      return order.captureWanted ? "give-back" : null;
    case "start":
      if (order.state !== "EXPIRED") return "start";
      return order.choice.method === "card" ? "revive" : "revive-at-counter";
    case "refund":
      if (order.choice.method === "card") return "give-back";
      return command.refund.amount_krw < refundableKrw(order) ? "refund-part" : "refund-all";
    default:
      return null;
  }
}

/** What goes back with a command: over the counter at once, to a card when member says so. */
export function refundBy(
  order: Order,
  command: OrderCommand,
  money: PaymentCommandName | null,
  now: number,
): OrderRefund | null {
  if (command.name === "refund")
    return { ...command.refund, wantedAt: now, doneAt: money === "give-back" ? null : now };
  if (money !== "give-back") return null;
  const reason = command.name === "reject" ? command.reason : command.name;
  return {
    ...{ part: "all", key: null, bodyHash: null, lines: null, reason, wantedAt: now, doneAt: null },
    amount_krw: refundableKrw(order),
  };
}

/** What member has to do about it. A hold that nobody knows of is released too: that leaves the tombstone. */
export function moneyEvents(
  order: Order,
  money: PaymentCommandName | null,
  back: OrderRefund | null,
): OrderEvent[] {
  if (order.choice.method !== "card") return [];
  const { cardId } = order.choice;
  switch (money) {
    // An earlier question for the same hold may still be on its way, and be granted when it arrives.
    case "fail":
    case "to-counter":
    case "call-off":
      return [{ kind: "release-wanted", cardId }];
    case "start":
      return [{ kind: "capture-wanted", cardId, deferred: order.payment === "DEFERRED" }];
    case "revive":
      return [{ kind: "capture-wanted", cardId, deferred: true }];
    case "give-back":
      return back === null
        ? []
        : [{ kind: "refund-wanted", cardId, part: back.part, amount_krw: back.amount_krw }];
    default:
      return [];
  }
}
