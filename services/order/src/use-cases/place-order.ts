import type { PlaceOrderRequest } from "@siren/contracts/order";
import { problemTable } from "@siren/contracts/problems";
import { Refusal } from "@siren/contracts/refusal";
import { decide } from "../domain/decide.ts";
import { type Order, type Owner, placed } from "../domain/order.ts";
import { withCoupon } from "../domain/pricing.ts";
import { estimate, prepSecondsOf, type Queue, quotedEtaOf, refuseBeyondCapacity } from "../domain/queue.ts";
import { releaseOf } from "../domain/release.ts";
import { checkGuest } from "./check-guest.ts";
import { type AppliedCoupon, applied } from "./coupon-of-cart.ts";
import type { SagaParts, UnitOfWork, Work } from "./ports.ts";
import { type PricedCart, priceCart } from "./price-cart.ts";
import { completeQuote, loadFor } from "./quote-cart.ts";
import { recordChange } from "./record-change.ts";
import { refuseIfSlotIsFull } from "./refuse-full-slot.ts";
import { runAgainWhenTaken } from "./run-again-when-taken.ts";
import { settlePayment } from "./settle-payment.ts";
import { awaitsHold } from "./timers-of.ts";

const guestNickname = "손님";

export type PlaceOrder = {
  owner: Owner;
  /** What the member's token says; null where it says nothing, as for every guest. */
  calledBy: string | null;
  key: string;
  bodyHash: string;
  request: PlaceOrderRequest;
  /** Where it comes from, unreadable. */
  address: string | null;
  /** How long whoever asks will wait for the answer, where they say so. */
  patienceMs: number | undefined;
};
export type PlacedOrder = { order: Order; isNew: boolean };

/** Before the caller's time is over, so that the answer has some to arrive. */
const answerTakesMs = 400;

/**
 * From the first commit on the order cannot be lost: whoever dies here, the hold's timer or a repeated
 * request with the same key goes on. Answers the order as it stands; a refused payment is thrown.
 */
export async function placeOrder(parts: SagaParts, command: PlaceOrder): Promise<PlacedOrder> {
  const { room, monotonicMs } = parts;
  const { patienceMs = Number.POSITIVE_INFINITY, request } = command;
  const untilMs = monotonicMs() + patienceMs;
  const placing = room.enter(request.payment.method === "card" ? 2 : 1, patienceMs);
  if ("roomInS" in placing) return placedOrOverloaded(parts, command, placing.roomInS);
  try {
    const isWanted = () => monotonicMs() < untilMs;
    const { order, isNew } = await runAgainWhenTaken((runs) => placeOnce(parts, command, runs, isWanted));
    if (isNew) await parts.reach("order.placed");
    const settled = awaitsHold(order) ? await settledBy(parts, order, untilMs - answerTakesMs) : order;
    if (settled.state === "PAYMENT_FAILED") throw paymentRefused(settled);
    return { order: settled, isNew };
  } finally {
    placing.done();
  }
}

/** What the key made before is there to be told, however much there is to do. */
async function placedOrOverloaded(
  parts: SagaParts,
  command: PlaceOrder,
  roomInS: number,
): Promise<PlacedOrder> {
  const known = await placedBefore(parts, command, 1);
  if (!known)
    throw new Refusal(
      "OVERLOADED",
      "This would take longer than its answer is waited for: it was not begun",
      {
        retryAfterS: roomInS,
      },
    );
  if (known.order.state === "PAYMENT_FAILED") throw paymentRefused(known.order);
  return known;
}

/** The order as it stands by then: the hold goes on, and should it come to grief, its timer begins anew. */
async function settledBy(parts: SagaParts, order: Order, atMs: number): Promise<Order> {
  const settling = settlePayment(parts, order);
  if (atMs === Number.POSITIVE_INFINITY) return settling;
  const { promise: late, resolve } = Promise.withResolvers<Order>();
  const timer = setTimeout(resolve, Math.max(0, atMs - parts.monotonicMs()), order);
  try {
    return await Promise.race([settling, late]);
  } finally {
    clearTimeout(timer);
    settling.catch(() => undefined);
  }
}

/** Member's feed is newer than any token; whoever registered a moment ago is not in it yet. */
async function nicknameOf(views: SagaParts["views"], { owner, calledBy }: PlaceOrder): Promise<string> {
  if (owner.kind !== "member") return guestNickname;
  return (await views.nickname(owner.id)) ?? calledBy ?? guestNickname;
}

/**
 * That a key makes one order is the write's own business, so a first try does not ask for it: only whoever is refused,
 * for whatever reason, may be told of the order that is there already.
 */
async function placeOnce(
  parts: SagaParts,
  command: PlaceOrder,
  runs: number,
  isWanted: () => boolean,
): Promise<PlacedOrder> {
  if (runs > 1) return (await placedBefore(parts, command, runs)) ?? placeAnew(parts, command, parts.unit);
  try {
    return await placeAnew(parts, command, (work) => parts.together(work, isWanted));
  } catch (error) {
    const known = error instanceof Refusal ? await placedBefore(parts, command, runs) : null;
    if (known) return known;
    throw error;
  }
}

async function placedBefore(
  parts: SagaParts,
  command: PlaceOrder,
  runs: number,
): Promise<PlacedOrder | null> {
  const known = await knownOrder(parts, command, runs);
  if (!known) return null;
  if (known.bodyHash !== command.bodyHash) throw new Refusal("KEY_REUSED");
  return { order: known, isNew: false };
}

/**
 * Everything that is asked or read is so before the write, which then holds up nobody: what others told us is a
 * little old anyway.
 */
async function placeAnew(parts: SagaParts, command: PlaceOrder, unit: UnitOfWork): Promise<PlacedOrder> {
  const { request } = command;
  refuseCoupon(command);
  const now = parts.now();
  const [load, bare, nickname] = await Promise.all([
    loadFor(parts.orders, request.storeId),
    priceCart(parts.views, request, now),
    nicknameOf(parts.views, command),
  ]);
  const coupon = await couponFor(parts, command, bare);
  const priced = coupon ? withCoupon(bare, coupon) : bare;
  if (priced.total_krw !== request.expected_total_krw) {
    const quote = await completeQuote(parts.orders, request.storeId, priced);
    throw new Refusal("PRICE_CHANGED", `the total is ${priced.total_krw} won now`, { quote });
  }
  const { place, etaMinutes } = estimate(load.queue, prepSecondsOf(priced.lines));
  if (priced.pickUpAt === null) refuseBeyondCapacity(etaMinutes, priced.limits);
  const { pickUpAt } = priced;
  const releaseAt = releaseOf({ pickUpAt, now }, { isIdle: load.isIdle, etaMinutes }, parts.deadlines);
  const quoted = {
    quotedPlace: pickUpAt === null ? place : null,
    quotedEtaAt: quotedEtaOf({ pickUpAt, etaMinutes }, now),
  };
  const wish = { priced, quoted, releaseAt, nickname, queue: load.queue, now };
  return { order: await unit((work) => write(parts, work, command, wish)), isNew: true };
}

type Wish = Pick<Order, "releaseAt" | "nickname"> & {
  priced: PricedCart;
  queue: Queue | null;
  quoted: Pick<Order, "quotedPlace" | "quotedEtaAt">;
  now: number;
};

async function write(
  parts: SagaParts,
  work: Work,
  { owner, key, bodyHash, request, address }: PlaceOrder,
  { priced, quoted, releaseAt, nickname, queue, now }: Wish,
): Promise<Order> {
  const { lines, adjustments, total_krw, handOver, pickUpAt, businessDay, storeName } = priced;
  if (owner.kind === "guest")
    await checkGuest(work, parts.guestTerms, { guest: owner, request, total_krw, address });
  await refuseIfSlotIsFull(work.views, { storeId: request.storeId, pickUpAt, lines, queue });
  const first = placed(
    {
      ...{ orderId: parts.newOrderId(), owner, idempotencyKey: key, bodyHash, storeId: request.storeId },
      number: await work.nextNumber(request.storeId, businessDay),
      ...{ storeName, businessDay, lines, adjustments, total_krw, handOver, pickUpAt, releaseAt, nickname },
      choice: request.payment,
      couponId: request.couponId ?? null,
      ...{ quoted_krw: request.expected_total_krw, ...quoted },
      guestAddress: owner.kind === "guest" ? address : null,
    },
    now,
  );
  if (request.payment.method === "card") return recordChange(work, null, first, parts.deadlines);
  const due = decide(first.order, { name: "pay-at-counter" }, now);
  if ("refused" in due) throw new Refusal(due.refused);
  const both = { order: due.order, events: [...first.events, ...due.events] };
  return recordChange(work, null, both, parts.deadlines);
}

/** Asked before the write, which asks nobody. */
async function couponFor(
  parts: SagaParts,
  { owner, request: { couponId } }: PlaceOrder,
  { lines }: PricedCart,
): Promise<AppliedCoupon | null> {
  if (couponId === undefined) return null;
  return applied(await parts.member.quoteCoupon({ memberId: owner.id, couponId, lines }));
}

function refuseCoupon({ owner, request }: PlaceOrder): void {
  if (request.couponId === undefined) return;
  if (owner.kind !== "member") throw new Refusal("COUPON_INVALID", "Only members have coupons");
  if (request.payment.method !== "card") throw new Refusal("COUPON_INVALID", "The counter takes no coupons");
}

/** Whoever lost against an equal key reads within a unit of work, which certainly sees what was quicker. */
function knownOrder(parts: SagaParts, { owner, key }: PlaceOrder, runs: number): Promise<Order | null> {
  return runs === 1
    ? parts.orders.ofKey(owner.id, key)
    : parts.unit((work) => work.orderOfKey(owner.id, key));
}

function paymentRefused({ orderId, reason }: Order): Refusal {
  const code = Object.hasOwn(problemTable, reason ?? "")
    ? (reason as keyof typeof problemTable)
    : "PAYMENT_DECLINED";
  return new Refusal(code, undefined, { orderId });
}
