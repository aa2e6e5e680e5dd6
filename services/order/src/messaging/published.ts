import type { Heard } from "@siren/chassis/messaging/consumer";
import type { OutgoingEvent } from "@siren/chassis/messaging/ports";
import type { EventData, EventTypeOf, TicketOrder } from "@siren/contracts/events";
import { type OrderLiveName, streams } from "@siren/contracts/live";
import { ownCupChoiceId } from "@siren/contracts/wallet";
import { chargeable_krw, type Order, type OrderEvent } from "../domain/order.ts";
import { viewOf } from "../domain/order-view.ts";
import { receiptOf } from "../domain/receipt.ts";

type Kind = OrderEvent["kind"];
type EventOf<K extends Kind> = Extract<OrderEvent, { kind: K }>;
type Published = { [T in EventTypeOf<"order">]: { type: T; data: EventData<T> } }[EventTypeOf<"order">];

const ofOrder = ({ orderId }: Order) => ({ orderId });

export function ticketOrder(order: Order): TicketOrder {
  const { orderId, storeId, number, businessDay, nickname, owner, payment, lines, adjustments } = order;
  const { total_krw, placedAt, handOver, releaseAt, pickUpAt, moveNo } = order;
  return {
    orderId,
    storeId,
    number,
    businessDay,
    nickname,
    ownerId: owner.id,
    payment,
    lines,
    adjustments,
    total_krw,
    placedAt,
    handOver,
    moveNo,
    releaseAt,
    pickUpAt,
  };
}

/** Only members left an address; whether they want to be written to is for member to know. */
function toldToMember({ orderId, owner, number, storeId, storeName }: Order) {
  if (owner.kind !== "member") return { orderId };
  return { orderId, forMember: { memberId: owner.id, number, storeId, storeName } };
}

const ofCard = ({ orderId, owner }: Order, { cardId }: { cardId: string }) => ({
  ...{ orderId, memberId: owner.id, cardId },
});

const notMade = ({ reductions }: Order, index: number) =>
  reductions.reduce((sum, { line, units }) => (line === index ? sum + units : sum), 0);

/** What stars are counted from. Bottles and food are no drinks, also where warming them up is work. */
function pickedUp(order: Order) {
  const { orderId, owner, total_krw, choice, lines, refunded_krw } = order;
  const made = lines.map((line, index) => ({ ...line, quantity: line.quantity - notMade(order, index) }));
  const drinks = made.filter(({ isCounted }) => !isCounted);
  const cupsOf = (some: typeof drinks) => some.reduce((sum, { quantity }) => sum + quantity, 0);
  const inOwnCup = drinks.filter(({ choices }) =>
    choices.some(({ choiceId }) => choiceId === ownCupChoiceId),
  );
  const isByCard = choice.method === "card";
  return {
    ...{ orderId, ownerId: owner.id, total_krw },
    cardId: isByCard ? choice.cardId : null,
    paid_krw: isByCard ? chargeable_krw(order) - refunded_krw : 0,
    ...{ cups: cupsOf(drinks), ownCups: cupsOf(inOwnCup) },
  };
}

/** Every event of the domain, and what the others hear of it. */
const published: { [K in Kind]: (order: Order, event: EventOf<K>) => Published } = {
  placed: (order) => ({ type: "OrderPlaced", data: ticketOrder(order) }),
  authorised: (order) => ({ type: "OrderAuthorised", data: ticketOrder(order) }),
  deferred: (order) => ({ type: "OrderDeferred", data: ticketOrder(order) }),
  "counter-due": (order) => ({ type: "OrderCounterDue", data: ticketOrder(order) }),
  "payment-failed": ({ orderId }, { code }) => ({ type: "OrderPaymentFailed", data: { orderId, code } }),
  "cancel-requested": (order) => ({ type: "OrderCancelRequested", data: ofOrder(order) }),
  cancelled: (order) => ({ type: "OrderCancelled", data: ofOrder(order) }),
  expired: (order) => ({ type: "OrderExpired", data: ofOrder(order) }),
  rejected: ({ orderId }, { reason }) => ({ type: "OrderRejected", data: { orderId, reason } }),
  accepted: (order) => ({ type: "OrderAccepted", data: ofOrder(order) }),
  making: (order) => ({ type: "OrderMaking", data: toldToMember(order) }),
  ready: (order) => ({ type: "OrderReady", data: toldToMember(order) }),
  recalled: (order) => ({ type: "OrderRecalled", data: ofOrder(order) }),
  reduced: ({ orderId }, { reason, amount_krw }) => ({
    type: "OrderReduced",
    data: { orderId, reason, amount_krw },
  }),
  "picked-up": (order) => ({ type: "OrderPickedUp", data: pickedUp(order) }),
  unclaimed: (order) => ({ type: "OrderUnclaimed", data: ofOrder(order) }),
  "capture-wanted": (order, event) => ({
    type: "OrderCaptureWanted",
    data: {
      ...ofCard(order, event),
      storeId: order.storeId,
      amount_krw: chargeable_krw(order),
      deferred: event.deferred,
    },
  }),
  "release-wanted": (order, event) => ({ type: "OrderReleaseWanted", data: ofCard(order, event) }),
  "refund-wanted": (order, event) => ({
    type: "OrderRefundWanted",
    data: { ...ofCard(order, event), storeId: order.storeId, part: event.part, amount_krw: event.amount_krw },
  }),
  moved: (order) => ({ type: "OrderMoved", data: ticketOrder(order) }),
  delayed: (order) => ({ type: "OrderPositionChanged", data: ofOrder(order) }),
  "position-changed": (order) => ({ type: "OrderPositionChanged", data: ofOrder(order) }),
  "payment-changed": (order, { isPaid }) => {
    const { owner, storeName } = order;
    const paid = { memberId: owner.id, receipt: receiptOf(order, storeName) };
    const hasPaper = isPaid && owner.kind === "member";
    return { type: "OrderPaymentChanged", data: { ...ofOrder(order), ...(hasPaper && { paid }) } };
  },
  "refund-given": ({ orderId, storeId, number, choice }, { part, amount_krw, reason, at }) => ({
    type: "OrderRefundGiven",
    data: { orderId, storeId, number, part, amount_krw, method: choice.method, reason, at },
  }),
};

/** Null: what the customer sees of it is told by the event beside it. */
const liveNames: Record<Kind, OrderLiveName | null> = {
  placed: "order.placed",
  authorised: "order.payment",
  deferred: "order.payment",
  "counter-due": "order.payment",
  "payment-failed": "order.payment",
  "cancel-requested": "order.position",
  cancelled: "order.cancelled",
  expired: "order.expired",
  rejected: "order.rejected",
  accepted: "order.accepted",
  making: "order.making",
  ready: "order.ready",
  recalled: "order.making",
  reduced: "order.payment",
  "picked-up": "order.picked_up",
  unclaimed: "order.unclaimed",
  "capture-wanted": null,
  "release-wanted": null,
  "refund-wanted": null,
  moved: "order.position",
  delayed: "order.delayed",
  "position-changed": "order.position",
  "payment-changed": "order.payment",
  "refund-given": "order.payment",
};

export function streamOf(owner: Order["owner"]): string {
  return owner.kind === "member" ? streams.member(owner.id) : streams.guest(owner.id);
}

/** One change is shown once, by its first event that has a name on the page. */
export function outgoing(order: Order, events: readonly OrderEvent[]): OutgoingEvent[] {
  const shown = events.findIndex((event) => liveNames[event.kind] !== null);
  return events.map((event, i) => {
    const { type, data } = publishedOf(order, event);
    const name = liveNames[event.kind];
    return {
      ...{ type, data, aggregateId: order.orderId, at: order.changedAt },
      aggregateVersion: order.published - events.length + i + 1,
      ...(i === shown && name !== null
        ? { live: [{ stream: streamOf(order.owner), name, data: { order: viewOf(order) } }] }
        : {}),
    };
  });
}

function publishedOf<K extends Kind>(order: Order, event: EventOf<K>): Published {
  // The table ties each kind to its event; TypeScript cannot follow that through a lookup by name.
  const publish = published[event.kind as K] as (order: Order, event: EventOf<K>) => Published;
  return publish(order, event);
}

/** Without an amount: what is on the card is for member to say. */
export function walletChanged({ seq, at, data: { memberId, cardId } }: Heard<"CardToppedUp">): OutgoingEvent {
  return {
    ...{ type: "WalletChanged", aggregateId: `wallet/${cardId}`, aggregateVersion: seq, at },
    data: { memberId, cardId },
    live: [{ stream: streams.member(memberId), name: "wallet.changed", data: { cardId } }],
  };
}
