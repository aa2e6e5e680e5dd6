import { finalStates, type OrderState, type OrderView, type PlaceOrderRequest } from "@siren/contracts/order";

export const steps = ["received", "accepted", "making", "ready"] as const;

/** As much as a phone's clock may be ahead of the server's. */
const clockSlackMs = 2_000;

export const isOver = (state: OrderState): boolean => finalStates.has(state);

/** The store has it, or is about to, and no cup is begun. */
const waiting: ReadonlySet<OrderState> = new Set(["AUTHORISED", "DEFERRED", "COUNTER_DUE"]);
const cancellable: ReadonlySet<OrderState> = new Set(["PLACED", ...waiting, "ACCEPTED"]);

/** Until the first cup is started; the server decides, this only spares a hopeless try. */
export const mayCancel = ({ state, cancelRequested }: OrderView): boolean =>
  cancellable.has(state) && !cancelRequested;

/** Until the store has said yes; what is in a till stays there. */
export const mayMove = ({ state, cancelRequested, movingTo, payment }: OrderView): boolean =>
  waiting.has(state) && !cancelRequested && movingTo === null && payment !== "PAID_AT_COUNTER";

/** What is still to be paid at the counter is handed over there. */
export const mayConfirmPickUp = ({ state, payment }: OrderView): boolean =>
  state === "READY" && payment !== "COUNTER_DUE";

/** The card has not answered: the customer may wait, or go to the counter. */
export const awaitsCard = ({ state, payment }: OrderView): boolean =>
  state === "PLACED" && payment === "HOLD_PENDING";

/** The counter takes no coupons. */
export const mayGoToCounter = (order: OrderView): boolean =>
  awaitsCard(order) && !order.adjustments.some(({ kind }) => kind === "coupon");

/** How far along the four steps an order is; nothing for one that ended without a drink. */
export function stepOf(state: OrderState): number | undefined {
  if (state === "ACCEPTED") return 1;
  if (state === "MAKING") return 2;
  if (state === "READY" || state === "PICKED_UP" || state === "UNCLAIMED") return 3;
  return isOver(state) ? undefined : 0;
}

export const endedWithoutDrink = ({ state }: OrderView): boolean =>
  isOver(state) && stepOf(state) === undefined;

export function minutesUntil(at: number, now: number): number {
  return Math.max(1, Math.ceil((at - now) / 60_000));
}

/**
 * How long the store does not see it yet. Clocks differ: it is never longer than the window itself, counted from when
 * this page saw the order first.
 */
export function oopsLeftMs(order: OrderView, now: number, seenAt: number): number {
  const { state, pickUpAt, placedAt, releaseAt } = order;
  if (!(state === "PLACED" || waiting.has(state)) || pickUpAt !== null) return 0;
  return Math.max(0, Math.min(releaseAt, seenAt + (releaseAt - placedAt)) - now);
}

/** For later, and its store does not see it yet. */
export const isForLater = ({ state, pickUpAt, releaseAt }: OrderView, now: number): boolean =>
  pickUpAt !== null && releaseAt > now && (state === "PLACED" || waiting.has(state));

/** What was said before paying against what is said now. Null where there is nothing to compare or to wait for. */
export function promiseOf({ state, quotedEtaAt, etaAt }: OrderView) {
  if (quotedEtaAt === null || isOver(state) || state === "READY") return null;
  const lateMinutes = etaAt === null ? 0 : Math.max(0, Math.round((etaAt - quotedEtaAt) / 60_000));
  return { promisedAt: quotedEtaAt, estimateAt: etaAt, lateMinutes };
}

/** Of an order that came to nothing: what became of the money. */
type MoneyBack = "notCharged" | "refunded" | "refundUnderWay" | "refundAtCounter";
const given = new Set(["REFUNDED", "PARTLY_REFUNDED"]);
const uncharged = new Set(["NONE", "RELEASED", "VOID", "FAILED", "COUNTER_DUE", "HOLD_PENDING", "HELD"]);
/** The till's money is given back by hand. */
export function moneyBack({ payment }: Pick<OrderView, "payment">): MoneyBack {
  if (payment === "PAID_AT_COUNTER") return "refundAtCounter";
  if (given.has(payment)) return "refunded";
  return uncharged.has(payment) ? "notCharged" : "refundUnderWay";
}

/** Nothing of it changes any more, its money neither: where member is down, that comes long after the end. */
export const isSettled = (order: OrderView): boolean =>
  isOver(order.state) && !(endedWithoutDrink(order) && moneyBack(order) === "refundUnderWay");

/** Events and answers may overtake one another: the higher version is the truth. */
export function newer(known: OrderView | undefined, incoming: OrderView): OrderView {
  return known && known.version > incoming.version ? known : incoming;
}

/**
 * Of somebody's orders those to be told of on a screen that does not show them by itself: whatever is ready, however
 * many, or else the newest that is under way. What the page is given counts as seen by then.
 */
export function toldBeside(orders: readonly OrderView[], pathname: string): readonly OrderView[] {
  const [, folder, orderId] = pathname.split("/");
  if (folder === "orders" && !orderId) return [];
  const open = orders.filter((order) => !isOver(order.state) && order.orderId !== orderId);
  const ready = open.filter(({ state }) => state === "READY");
  if (ready.length > 0) return ready;
  return folder === "orders" ? [] : open.slice(0, 1);
}

/**
 * Whether an order that was waited for no more is among those that came: the same lines, money and store, since then.
 * Another one of the same taken for it would be worse than to say that nobody knows.
 */
export function arrivedAnyway(
  orders: readonly OrderView[],
  { request, at }: { request: PlaceOrderRequest; at: number },
): OrderView | undefined {
  const wanted = request.lines.map(({ itemId, quantity }) => `${itemId}:${quantity}`).join();
  return orders.find(
    ({ storeId, total_krw, placedAt, lines, state }) =>
      storeId === request.storeId &&
      total_krw === request.expected_total_krw &&
      placedAt >= at - clockSlackMs &&
      !isOver(state) &&
      lines.map(({ itemId, quantity }) => `${itemId}:${quantity}`).join() === wanted,
  );
}

/** For a browser's tab: what is ready, or else what is on its way; nothing while nothing is. */
export function titleMark(
  orders: readonly OrderView[],
  words: (state: OrderState) => string,
): string | undefined {
  const open = orders.filter(({ state }) => !isOver(state));
  const told = open.find(({ state }) => state === "READY") ?? open[0];
  if (!told) return undefined;
  return `${told.state === "READY" ? "● " : ""}${told.number} ${words(told.state)}`;
}
