import { Refusal } from "@siren/contracts/refusal";
import { decide, noteMove } from "../domain/decide.ts";
import { refuseMissing } from "../domain/floor.ts";
import { feeOf } from "../domain/hand-over.ts";
import { openBusinessDay } from "../domain/opening.ts";
import type { Move, Order, Owner } from "../domain/order.ts";
import { adjusted, cartLineOf, price } from "../domain/pricing.ts";
import { estimate, prepSecondsOf, quotedEtaOf, refuseBeyondCapacity } from "../domain/queue.ts";
import { releaseOf } from "../domain/release.ts";
import { refuseTooManyGuests } from "./check-guest.ts";
import type { SagaParts, Views, Work } from "./ports.ts";
import { limitsOf } from "./price-cart.ts";
import { pursueMove } from "./pursue-move.ts";
import { type Load, loadFor } from "./quote-cart.ts";
import { ownOrder } from "./read-orders.ts";
import { recordChange } from "./record-change.ts";
import { refuseIfSlotIsFull } from "./refuse-full-slot.ts";

/** The same key counts once: repeated late, it would carry the order back to where it has been. */
export type MoveWish = { orderId: string; storeId: string; key: string; bodyHash: string };
export type Moved = { order: Order; isFinal: boolean };

/**
 * Two writes with a question between them: what is wanted, whether the store lets its ticket go, and the move.
 * Whoever dies on the way leaves the first write, from which the timer goes on.
 */
export async function moveOrder(parts: SagaParts, owner: Owner, wish: MoveWish): Promise<Moved> {
  const { orderId } = wish;
  await ownOrder(parts.orders, owner, orderId);
  const load = await loadFor(parts.orders, wish.storeId);
  const order = await parts.unit((work) => wantMove(parts, work, wish, load));
  if (!order.moving) return { order, isFinal: true };
  await parts.reach("order.move-wanted");
  return pursueMove(parts, orderId);
}

async function wantMove(
  parts: SagaParts,
  work: Work,
  { orderId, storeId, key, bodyHash }: MoveWish,
  load: Load,
): Promise<Order> {
  const order = await work.order(orderId);
  if (!order) throw new Refusal("NOT_FOUND");
  const known = order.moves.find((one) => one.key === key);
  if (known && known.bodyHash !== bodyHash) throw new Refusal("KEY_REUSED");
  if (known) return order;
  const now = parts.now();
  const by = { key, bodyHash };
  if ((order.moving?.storeId ?? order.storeId) === storeId)
    return recordChange(work, order, noteMove(order, by, now), parts.deadlines);
  // A state that forbids it is told before anything about the other store.
  const asked = decide(order, { name: "request-move", to: { ...order, storeId } }, now);
  if ("refused" in asked) throw new Refusal(asked.refused);
  const to = await pricedAt(parts, work.views, { order, storeId, load });
  await refuseIfSlotIsFull(work.views, {
    storeId,
    pickUpAt: order.pickUpAt,
    lines: to.lines,
    queue: load.queue,
  });
  if (order.owner.kind === "guest")
    await refuseTooManyGuests(work, parts.guestTerms, { storeId, address: order.guestAddress });
  const decision = decide(order, { name: "request-move", to, by }, now);
  if ("refused" in decision) throw new Refusal(decision.refused);
  return recordChange(work, order, decision, parts.deadlines);
}

/** The hold stays as it is, so the other store has to make the same of it for the same money. */
async function pricedAt(
  { deadlines, now: clock }: SagaParts,
  views: Views,
  { order, storeId, load }: { order: Order; storeId: string; load: Load },
): Promise<Move> {
  const now = clock();
  const { pickUpAt } = order;
  const [store, menu] = [await views.store(storeId), await views.menu(storeId)];
  if (!store || !menu) throw new Refusal("NOT_FOUND", `there is no store ${storeId}`);
  const priced = price(menu, order.lines.map(cartLineOf), await views.soldOut(storeId));
  refuseMissing(priced.lines, await views.floor(storeId));
  const coupons = order.adjustments.filter(({ kind }) => kind === "coupon");
  const { lines, adjustments, total_krw } = adjusted(priced, [...feeOf(store, order.handOver), ...coupons]);
  const businessDay = openBusinessDay(store, await views.mood(storeId), pickUpAt ?? now);
  if (total_krw !== order.total_krw)
    throw new Refusal("PRICE_CHANGED", `it is ${total_krw} won there`, { storeId, total_krw });
  const { place, etaMinutes } = estimate(load.queue, prepSecondsOf(lines));
  if (pickUpAt === null) refuseBeyondCapacity(etaMinutes, limitsOf(store, now));
  // Its time to think it over began with the order; when to begin for a pick-up is the new store's own matter.
  const releaseAt =
    pickUpAt === null
      ? order.releaseAt
      : releaseOf({ pickUpAt, now }, { isIdle: load.isIdle, etaMinutes }, deadlines);
  const quoted = {
    quotedPlace: pickUpAt === null ? place : null,
    quotedEtaAt: quotedEtaOf({ pickUpAt, etaMinutes }, now),
  };
  return { storeId, storeName: store.name, businessDay, lines, adjustments, releaseAt, ...quoted };
}
