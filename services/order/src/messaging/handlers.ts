import type { EventHandlers, Heard } from "@siren/chassis/messaging/consumer";
import type { MessagingLog, OutgoingEvent } from "@siren/chassis/messaging/ports";
import type { EventType } from "@siren/contracts/events";
import { problemTable } from "@siren/contracts/problems";
import type { Order } from "../domain/order.ts";
import type { OrderCommand, PaymentCommand } from "../domain/order-command.ts";
import {
  type HearingParts,
  hearOfPayment,
  hearOfTicket,
  type Heard as Outcome,
} from "../use-cases/hear-of-order.ts";
import { isLeftToItsAsker } from "../use-cases/left-to-asker.ts";
import type { Sale, Work } from "../use-cases/ports.ts";
import { slots } from "../use-cases/record-change.ts";
import { awaitsHold } from "../use-cases/timers-of.ts";
import { walletChanged } from "./published.ts";

export type HandlerParts<Tx> = HearingParts & {
  workOf: (tx: Tx) => Work;
  log: MessagingLog;
  /** Reached once the transaction that the handler runs in has been committed. */
  reachAfterCommit: (tx: Tx, step: string) => void;
  publish: (tx: Tx, event: OutgoingEvent) => void;
};

const late: ReadonlySet<EventType> = new Set(["TicketQueued", "EtaChanged", "TicketVoided"]);

/** Our own cancel and expiry ask barista directly, and hear of it by the feed as well; what the ticket said of
 * its place before that comes late. A customer's own word that they have it is echoed by the board. */
function isEcho(type: EventType, state: string): boolean {
  if (state === "CANCELLED" || state === "EXPIRED") return late.has(type);
  return state === "PICKED_UP" && type === "TicketPickedUp";
}

type OfOrder = { eventId: string; type: EventType; data: { orderId: string; moveNo?: number | undefined } };

/** Facts of the other services. A fact that the tables refuse is logged, never thrown: it will not change. */
export function createHandlers<Tx>(parts: HandlerParts<Tx>) {
  const { workOf, log, reachAfterCommit, publish } = parts;

  const note = (event: OfOrder, outcome: Outcome): Order | null => {
    if (!("refused" in outcome)) return outcome.order;
    const state = "order" in outcome ? outcome.order.state : "unknown";
    const fields = { type: event.type, eventId: event.eventId, orderId: event.data.orderId, state };
    if (isEcho(event.type, state)) log.info("fact.known", fields);
    else log.warn("fact.refused", { ...fields, code: outcome.refused });
    return null;
  };
  const ticket = async (event: OfOrder, tx: Tx, command: OrderCommand) => {
    const outcome = await hearOfTicket(parts, workOf(tx), event.data, command);
    if (!("left" in outcome)) return note(event, outcome);
    log.info("fact.of-a-store-left", { type: event.type, eventId: event.eventId, ...event.data });
    return null;
  };
  const payment = async (event: OfOrder, tx: Tx, command: PaymentCommand) =>
    note(event, await hearOfPayment(parts, workOf(tx), event.data.orderId, command));
  const position = async (event: Heard<"TicketQueued"> | Heard<"EtaChanged">, tx: Tx) => {
    const { place, etaAt } = event.data;
    await ticket(event, tx, { name: "estimate", place, etaAt });
  };
  /** What the ledger booked once is counted once, under whatever number it is told again. */
  const book = async (tx: Tx, orderId: string, what: string, sale: Sale) => {
    const work = workOf(tx);
    const slot = slots.booked(orderId, what);
    if ((await work.slotHolder(slot)) !== null) return;
    await work.takeSlot(slot, orderId);
    await work.addSale(sale);
  };
  /** The answer that a request may have missed. */
  const holdKnown = async (event: OfOrder, tx: Tx, command: OrderCommand) => {
    const order = await workOf(tx).order(event.data.orderId);
    if (order && awaitsHold(order)) await ticket(event, tx, command);
  };

  const menu: EventHandlers<Tx> = {
    StorePublished: ({ data }, tx) => workOf(tx).views.putStore(data),
    MenuPublished: ({ data }, tx) => workOf(tx).views.putMenu(data),
  };

  const member: EventHandlers<Tx> = {
    MemberRegistered: ({ data }, tx) => workOf(tx).views.putNickname(data.memberId, data.nickname),
    NicknameChanged: ({ data }, tx) => workOf(tx).views.putNickname(data.memberId, data.nickname),
    MemberDeleted: ({ data }, tx) => workOf(tx).views.forgetMember(data.memberId),
    SessionRevoked: ({ data }, tx) => workOf(tx).views.forgetBrowsers(data.memberId, data.notBefore),
    CredentialChanged: ({ data }, tx) => workOf(tx).views.forgetBrowsers(data.memberId, data.notBefore),
    AllowanceSet: ({ data }, tx) => workOf(tx).views.putAllowance(data),
    // An order's part in it is told with the order, and an allowance changes with each of them.
    CardToppedUp: async (event, tx) => publish(tx, walletChanged(event)),
    CardInArrears: ({ data }, tx) => workOf(tx).views.putArrears(data),
    HoldPlaced: async (event, tx) => {
      if (!isLeftToItsAsker(parts, event)) await holdKnown(event, tx, { name: "authorise" });
    },
    HoldRefused: (event, tx) => {
      const { code } = event.data;
      const known = Object.hasOwn(problemTable, code)
        ? (code as keyof typeof problemTable)
        : "PAYMENT_DECLINED";
      return holdKnown(event, tx, { name: "refuse-payment", code: known });
    },
    HoldCaptured: async (event, tx) => {
      const { amount_krw, shortfall_krw } = event.data;
      await payment(event, tx, { name: "capture", shortfall_krw });
      // The ledger has it, whatever the order makes of it.
      const order = await workOf(tx).order(event.data.orderId);
      const cups = order?.lines.reduce((sum, line) => sum + line.quantity, 0) ?? 0;
      await book(tx, event.data.orderId, "capture", { checkouts: 1, cups, amount_krw });
    },
    ArrearsSettled: async (event, tx) => {
      // An order that was refunded meanwhile owes nothing and stays refunded.
      const order = await workOf(tx).order(event.data.orderId);
      if (order?.payment === "ARREARS") await payment(event, tx, { name: "capture", shortfall_krw: 0 });
    },
    HoldReleased: async (event, tx) => void (await payment(event, tx, { name: "release" })),
    Refunded: async (event, tx) => {
      const { amount_krw, part } = event.data;
      await payment(event, tx, { name: "refund", amount_krw, part });
      const back = { checkouts: 0, cups: 0, amount_krw: -amount_krw };
      await book(tx, event.data.orderId, `refund/${part}`, back);
    },
  };

  const barista: EventHandlers<Tx> = {
    TicketQueued: position,
    EtaChanged: position,
    TicketAccepted: async (event, tx) => void (await ticket(event, tx, { name: "accept" })),
    TicketStarted: async (event, tx) => {
      const order = await ticket(event, tx, { name: "start" });
      if (order?.captureWanted) reachAfterCommit(tx, "order.capture-wanted");
    },
    TicketReady: async (event, tx) => {
      if (await ticket(event, tx, { name: "finish" })) reachAfterCommit(tx, "order.ready");
    },
    TicketPickedUp: async (event, tx) => void (await ticket(event, tx, { name: "hand-over" })),
    TicketUnclaimed: async (event, tx) => void (await ticket(event, tx, { name: "leave-unclaimed" })),
    TicketRejected: async (event, tx) =>
      void (await ticket(event, tx, { name: "reject", reason: event.data.reason })),
    TicketRecalled: async (event, tx) => void (await ticket(event, tx, { name: "recall" })),
    UnitsRejected: async (event, tx) => {
      const { reason, lines } = event.data;
      await ticket(event, tx, { name: "reduce", reason, lines });
    },
    TicketVoided: async (event, tx) => void (await ticket(event, tx, { name: "void" })),
    TicketPaid: async (event, tx) => void (await payment(event, tx, { name: "take-at-counter" })),
    AvailabilityChanged: ({ data }, tx) =>
      workOf(tx).views.putSoldOut(data.storeId, data.itemId, data.soldOut),
    OptionAvailabilityChanged: ({ data }, tx) =>
      workOf(tx).views.putOptionOut(data.storeId, data.choiceId, data.soldOut),
    StockChanged: ({ data }, tx) => workOf(tx).views.putStock(data.storeId, data.itemId, data.free),
    StoreLoadChanged: ({ data }, tx) => workOf(tx).views.putLoad(data.storeId, data),
    DelayPosted: async ({ data: { storeId, minutes } }, tx) => {
      const work = workOf(tx);
      await work.views.putDelay(storeId, minutes);
      for (const orderId of await work.views.waitingAt(storeId)) {
        const moveNo = (await work.order(orderId))?.moveNo;
        await hearOfTicket(parts, work, { orderId, moveNo }, { name: "delay", minutes });
      }
    },
    StoreStateChanged: ({ data }, tx) =>
      workOf(tx).views.putMood(data.storeId, { state: data.state, until: data.until }),
  };

  return { menu, member, barista };
}
