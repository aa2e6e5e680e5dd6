import { finalStates, type OrderState, type OrderView } from "@siren/contracts/order";

export const steps = ["received", "accepted", "making", "ready"] as const;
export type Step = (typeof steps)[number];

export const isOver = (state: OrderState): boolean => finalStates.has(state);

const cancellable: ReadonlySet<OrderState> = new Set([
  "PLACED",
  "AUTHORISED",
  "DEFERRED",
  "COUNTER_DUE",
  "ACCEPTED",
]);
/** Until the first cup is started; the server decides, this only spares a hopeless try. */
export const mayCancel = ({ state, cancelRequested }: OrderView): boolean =>
  cancellable.has(state) && !cancelRequested;

/** The card has not answered: the customer may wait, or go to the counter. */
export const awaitsCard = ({ state, payment }: OrderView): boolean =>
  state === "PLACED" && payment === "HOLD_PENDING";

/** How far along the four steps an order is; nothing for one that ended without a drink. */
export function stepOf(state: OrderState): number | undefined {
  if (state === "ACCEPTED") return 1;
  if (state === "MAKING") return 2;
  if (state === "READY" || state === "PICKED_UP" || state === "UNCLAIMED") return 3;
  return isOver(state) ? undefined : 0;
}

export function minutesUntil(at: number, now: number): number {
  return Math.max(1, Math.ceil((at - now) / 60_000));
}

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
