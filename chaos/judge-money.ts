import type { Exchange } from "./history.ts";
import type { LastLook } from "./last-look.ts";
import { isPlacing, wasMade } from "./placings.ts";
import { promises } from "./promises.ts";
import type { ToldOrder } from "./said.ts";
import type { Verdict } from "./verdicts.ts";

const isOfCounter = ({ payment }: ToldOrder) => payment === "COUNTER_DUE" || payment === "PAID_AT_COUNTER";

/**
 * Whom the till has charged, and no card: guests, and who chose so when the card did not answer. Of a choice whose
 * answer was lost the card's own statement says whether it came in time.
 */
function paidAtCounter(exchanges: readonly Exchange[], last: LastLook): Set<string> {
  const taken = takenByOrder(last);
  const chosen = exchanges.flatMap((exchange) => {
    const { sent, said, path, status } = exchange;
    if (isPlacing(exchange) && JSON.stringify(sent).includes('"method":"counter"'))
      return said.order?.orderId ?? [];
    const orderId = /\/orders\/([^/]+)\/pay-at-counter$/.exec(path)?.[1];
    const isRefused = status !== null && status >= 400 && status < 500;
    return orderId !== undefined && !isRefused && (taken.get(orderId)?.captures ?? 0) === 0 ? orderId : [];
  });
  const told = last.orders.flatMap((one) => one.orders).filter(isOfCounter);
  return new Set([...chosen, ...told.map(({ orderId }) => orderId)]);
}

export type Taken = { net_krw: number; captures: number; held_krw: number };

/** What an order has moved on its card, by the card's own statement. */
export function takenByOrder({ cards }: LastLook): Map<string, Taken> {
  const taken = new Map<string, Taken>();
  for (const { orderId, kind, available_krw, held_krw } of cards.flatMap(({ entries }) => entries)) {
    if (orderId === undefined) continue;
    const one = taken.get(orderId) ?? { net_krw: 0, captures: 0, held_krw: 0 };
    taken.set(orderId, {
      net_krw: one.net_krw - available_krw - held_krw,
      held_krw: one.held_krw + held_krw,
      captures: one.captures + (kind === "capture" ? 1 : 0),
    });
  }
  return taken;
}

/** What it has to have taken from its card. */
export type Due = (order: ToldOrder) => number;
export function dueBy(exchanges: readonly Exchange[], last: LastLook): Due {
  const atCounter = paidAtCounter(exchanges, last);
  return (order) =>
    wasMade(order) && !atCounter.has(order.orderId)
      ? order.total_krw - order.notMade_krw - (last.refunded_krw.get(order.orderId) ?? 0)
      : 0;
}

export function chargedAmiss(order: ToldOrder, taken: ReadonlyMap<string, Taken>, due: Due): string[] {
  const { net_krw = 0, captures = 0, held_krw = 0 } = taken.get(order.orderId) ?? {};
  const due_krw = due(order);
  // What a card lacked when it was charged is owed, and paid by the next top-up.
  const isRight = order.payment === "ARREARS" ? net_krw <= due_krw : net_krw === due_krw;
  if (isRight && captures <= 1 && held_krw === 0) return [];
  return [
    `${order.orderId} (${order.state}, ${order.payment}): ${captures} captures, ${net_krw} won taken, ${held_krw} held, ${due_krw} due`,
  ];
}

export function costsThough(
  { orderId, state, payment }: ToldOrder,
  taken: ReadonlyMap<string, Taken>,
): string[] {
  const { net_krw = 0, held_krw = 0 } = taken.get(orderId) ?? {};
  return net_krw === 0 && held_krw === 0
    ? []
    : [`${orderId} (${state}, ${payment}): ${net_krw} won taken, ${held_krw} held`];
}

export function cardsAddUp(exchanges: readonly Exchange[], last: LastLook, due: Due): Verdict {
  const topUps = exchanges.filter(
    ({ path, said, status }) => path.endsWith("/topups") && said.topUp && status !== null,
  );
  const violations = last.cards.flatMap(({ who, cardId, available_krw, held_krw, arrears_krw, entries }) => {
    const own = last.orders.find((one) => one.who === who)?.orders ?? [];
    const settled = entries.filter(({ kind }) => kind === "top-up");
    const in_krw = settled.reduce((sum, entry) => sum + entry.available_krw, 0);
    const due_krw = own.reduce((sum, order) => sum + due(order), 0);
    const has_krw = available_krw + held_krw - arrears_krw;
    const acknowledged = new Map(
      topUps
        .filter((one) => one.who === who)
        .map(({ said }) => [said.topUp?.topUpId, said.topUp?.amount_krw ?? 0]),
    );
    const promised_krw = [...acknowledged.values()].reduce((sum, one) => sum + one, 0);
    // One that was never answered may have come through all the same: once, as often as its key was sent.
    const keys = new Set(
      exchanges.filter((one) => one.who === who && one.path.endsWith("/topups")).map(({ key }) => key),
    );
    const isToppedUp = in_krw >= promised_krw && settled.length <= keys.size;
    return [
      ...(in_krw - due_krw === has_krw
        ? []
        : [`${cardId} of ${who}: ${in_krw} in, ${due_krw} charged, and ${has_krw} on it`]),
      ...(isToppedUp
        ? []
        : [
            `${cardId} of ${who}: ${promised_krw} acknowledged as topped up, ${in_krw} came in ${settled.length} times`,
          ]),
    ];
  });
  return {
    invariant: promises.cardsAddUp,
    evidence: `${last.cards.length} cards, ${topUps.length} answers to top-ups`,
    violations,
  };
}
