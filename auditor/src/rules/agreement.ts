import type { OrderFact, TicketFact } from "@siren/contracts/audit";
import { says } from "@siren/contracts/audit-phrases";
import type { TicketState } from "@siren/contracts/barista";
import type { OrderState, PaymentState } from "@siren/contracts/order";
import type { Case } from "../casebook.ts";
import { eachOf, type Judgement } from "../judgement.ts";

const waiting: readonly OrderState[] = ["AUTHORISED", "DEFERRED", "COUNTER_DUE"];

/** What order may say of a ticket that stands so, once the news has had the time to arrive. */
const saysOf: Record<TicketState, readonly OrderState[]> = {
  QUEUED: waiting,
  ACCEPTED: ["ACCEPTED"],
  MAKING: ["MAKING"],
  READY: ["READY"],
  HANDED_OVER: ["PICKED_UP"],
  UNCLAIMED: ["UNCLAIMED"],
  VOIDED: ["CANCELLED", "EXPIRED", "PAYMENT_FAILED"],
  // Both ended it at the same time.
  REJECTED: ["REJECTED", "EXPIRED", "CANCELLED"],
};

type Hold = { state: "none" | "held" | "captured" | "released"; owed_krw: number; refunded_krw: number };
type MustBe = (hold: Hold) => boolean;
const untouched: MustBe = ({ state }) => state === "none" || state === "released";

/** What member must have of an order whose payment stands so. */
const backedBy: Record<PaymentState, MustBe> = {
  NONE: untouched,
  HOLD_PENDING: ({ state }) => state !== "captured",
  FAILED: untouched,
  HELD: ({ state }) => state === "held",
  RELEASED: untouched,
  DEFERRED: untouched,
  VOID: untouched,
  COUNTER_DUE: untouched,
  PAID_AT_COUNTER: untouched,
  ARREARS: ({ state, owed_krw }) => state === "captured" && owed_krw > 0,
  CAPTURED: ({ state, owed_krw, refunded_krw }) =>
    state === "captured" && owed_krw === 0 && refunded_krw === 0,
  PARTLY_REFUNDED: ({ state, refunded_krw }) => state === "captured" && refunded_krw > 0,
  REFUNDED: ({ state, refunded_krw }) => state === "captured" && refunded_krw > 0,
};

/** Of quiet cases that are known from their beginning on: what each service says of an order is the same. */
export function judgeAgreement(quiet: readonly Case[]): Judgement {
  const ordered = quiet.filter(({ order }) => order !== undefined);
  const findings = eachOf(
    ordered,
    ({ orderId }) => orderId,
    (one) => {
      const { order } = one;
      if (!order) return undefined;
      return ticketFault(order, ticketOf(one)) ?? holdFault(order, one);
    },
  );
  const evidence = says("orders-in-quiet", { n: ordered.length });
  return { judged: ordered.length, findings, evidence };
}

const ticketOf = ({ tickets, order }: Case) =>
  [...tickets.values()].find(({ moveNo }) => moveNo === order?.moveNo);

function ticketFault({ state, payment }: OrderFact, ticket: TicketFact | undefined): string | undefined {
  if (!ticket) return undefined;
  if (!saysOf[ticket.state].includes(state))
    return says("order-and-ticket-differ", { order: state, ticket: ticket.ticketId, state: ticket.state });
  if (ticket.payment === "PAID_AT_COUNTER" && (payment === "COUNTER_DUE" || payment === "NONE"))
    return says("ticket-paid-order-not", { payment, ticket: ticket.ticketId });
  if (payment === "PAID_AT_COUNTER" && ticket.payment === "COUNTER_DUE")
    return says("order-paid-ticket-not", { payment, ticket: ticket.ticketId });
  return undefined;
}

function holdFault(
  { payment, cardId, total_krw, notMade_krw }: OrderFact,
  { money }: Case,
): string | undefined {
  // Where nothing was due there is nothing to hold.
  if ((cardId === null && !money) || total_krw === notMade_krw) return undefined;
  const hold: Hold = {
    state: !money?.state
      ? "none"
      : money.state === "PLACED"
        ? money.held_krw > 0
          ? "held"
          : "none"
        : told(money.state),
    owed_krw: money?.owed_krw ?? 0,
    refunded_krw: money?.refunded_krw ?? 0,
  };
  // What was given back at the counter is none of member's.
  if (cardId === null && (payment === "PARTLY_REFUNDED" || payment === "REFUNDED")) return undefined;
  // A fact from before it was told.
  if (money && money.state === null) return undefined;
  if (backedBy[payment](hold)) return undefined;
  const { state, owed_krw, refunded_krw } = hold;
  return says("payment-and-hold-differ", { payment, hold: state, owed: owed_krw, refunded: refunded_krw });
}

const told = (state: "CAPTURED" | "RELEASED") => (state === "CAPTURED" ? "captured" : "released");
