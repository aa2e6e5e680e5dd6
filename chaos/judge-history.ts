import { finalStates } from "@siren/contracts/order";
import * as z from "zod/mini";
import type { Exchange, Shown } from "./history.ts";
import type { LastLook } from "./last-look.ts";
import type { ToldOrder } from "./said.ts";
import { countsOf, groupedBy, type Verdict } from "./verdicts.ts";

/** What customers and staff asked, were answered and were shown, up to the last look when all is over. */
export type Seen = {
  exchanges: readonly Exchange[];
  shown: readonly Shown[];
  last: LastLook;
};

/** The names are those of the promises; the agreement of three witnesses goes by them. */
export const promises = {
  oneOrder: "one key makes one order",
  nothingLost: "no acknowledged order is lost or altered",
  allOver: "every order came to its end",
  chargedOnce: "what was made is charged once, as agreed",
  refusedCostsNothing: "what was refused or called off costs nothing",
  cardsAddUp: "each card has what was put on it less what was charged",
  calledOff: "what was said to be called off was not made",
  cupOnce: "each tap took effect once, each cup had one maker",
  readyOnce: "READY was shown once, on the page of whom it was for",
  neverBack: "no answer is older than an answer before it",
} as const;

const isPlacing = ({ method, path }: Exchange) => method === "POST" && path === "/api/v1/order/orders";
const isAcknowledged = ({ status }: Exchange) => status !== null && status < 300;
export const isAcknowledgedPlacing = (exchange: Exchange) => isPlacing(exchange) && isAcknowledged(exchange);
export const wasMade = ({ state }: Pick<ToldOrder, "state">) =>
  state === "PICKED_UP" || state === "UNCLAIMED";
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

/** By key, the order that its customer was told of first. */
export function acknowledgedOrders(
  exchanges: readonly Exchange[],
): Map<string, { order: ToldOrder; who: string }> {
  const told = new Map<string, { order: ToldOrder; who: string }>();
  for (const { key, said, who } of exchanges.filter(isAcknowledgedPlacing))
    if (key !== null && said.order && !told.has(key)) told.set(key, { order: said.order, who });
  return told;
}

export const keysSent = (exchanges: readonly Exchange[]): Set<string> =>
  new Set(exchanges.filter(isPlacing).flatMap(({ key }) => key ?? []));

export function judgeHistory({ exchanges, shown, last }: Seen): Verdict[] {
  const acknowledged = acknowledgedOrders(exchanges);
  const orders = last.orders.flatMap((one) => one.orders);
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  const taken = takenByOrder(last);
  const due = dueBy(exchanges, last);
  return [
    oneOrderPerKey(exchanges),
    {
      invariant: promises.nothingLost,
      evidence: `${acknowledged.size} acknowledged, ${orders.length} there`,
      violations: [
        ...[...acknowledged].flatMap(([key, { order, who }]) => lostOf(order, byId, `${who}, key ${key}`)),
        ...exchanges.filter(isAcknowledgedPlacing).flatMap(atAnotherPrice),
      ],
    },
    {
      invariant: promises.allOver,
      evidence: countsOf(orders.map(({ state }) => state)),
      violations: orders
        .filter(({ state }) => !finalStates.has(state))
        .map(({ orderId, state, payment }) => `${orderId} is still ${state}, payment ${payment}`),
    },
    {
      invariant: promises.chargedOnce,
      evidence: `${orders.filter(wasMade).length} made, ${[...taken.values()].filter(({ captures }) => captures > 0).length} charged to a card`,
      violations: orders.filter(wasMade).flatMap((order) => chargedAmiss(order, taken, due)),
    },
    {
      invariant: promises.refusedCostsNothing,
      evidence: `${orders.filter((order) => !wasMade(order)).length} came to nothing`,
      violations: orders.filter((order) => !wasMade(order)).flatMap((order) => costsThough(order, taken)),
    },
    cardsAddUp(exchanges, last, due),
    calledOff(exchanges, byId, shown),
    tapsOnce(exchanges),
    readyOnce(orders, shown),
    neverBack(exchanges),
  ];
}

function oneOrderPerKey(exchanges: readonly Exchange[]): Verdict {
  const byKey = groupedBy(exchanges.filter(isPlacing), ({ key }) => key);
  return {
    invariant: promises.oneOrder,
    evidence: `${byKey.size} keys, sent ${exchanges.filter(isPlacing).length} times`,
    violations: [...byKey].flatMap(([key, all]) => {
      const told = [...new Set(all.flatMap(({ said }) => said.order?.orderId ?? []))];
      return told.length > 1 ? [`key ${key} was answered with ${told.join(" and ")}`] : [];
    }),
  };
}

function lostOf(told: ToldOrder, byId: ReadonlyMap<string, ToldOrder>, whose: string): string[] {
  const now = byId.get(told.orderId);
  if (!now) return [`${told.orderId} (${whose}) is gone`];
  const altered = (["lines", "total_krw", "number", "businessDay", "storeId"] as const).filter(
    (field) => now[field] !== told[field],
  );
  return altered.map(
    (field) => `${told.orderId} (${whose}): ${field} was ${told[field]} and is ${now[field]}`,
  );
}

/** The total that the customer was quoted and agreed to. */
const agreed = z.object({ expected_total_krw: z.number() });

function atAnotherPrice({ sent, said, who, n }: Exchange): string[] {
  const wanted = agreed.safeParse(sent).data?.expected_total_krw;
  return said.order === undefined || wanted === undefined || said.order.total_krw === wanted
    ? []
    : [
        `${said.order.orderId} (${who}, exchange ${n}): ${wanted} won were agreed, ${said.order.total_krw} told`,
      ];
}

type Taken = { net_krw: number; captures: number; held_krw: number };

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

function chargedAmiss(order: ToldOrder, taken: ReadonlyMap<string, Taken>, due: Due): string[] {
  const { net_krw = 0, captures = 0, held_krw = 0 } = taken.get(order.orderId) ?? {};
  const due_krw = due(order);
  // What a card lacked when it was charged is owed, and paid by the next top-up.
  const isRight = order.payment === "ARREARS" ? net_krw <= due_krw : net_krw === due_krw;
  if (isRight && captures <= 1 && held_krw === 0) return [];
  return [
    `${order.orderId} (${order.state}, ${order.payment}): ${captures} captures, ${net_krw} won taken, ${held_krw} held, ${due_krw} due`,
  ];
}

function costsThough({ orderId, state, payment }: ToldOrder, taken: ReadonlyMap<string, Taken>): string[] {
  const { net_krw = 0, held_krw = 0 } = taken.get(orderId) ?? {};
  return net_krw === 0 && held_krw === 0
    ? []
    : [`${orderId} (${state}, ${payment}): ${net_krw} won taken, ${held_krw} held`];
}

function cardsAddUp(exchanges: readonly Exchange[], last: LastLook, due: Due): Verdict {
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

function calledOff(
  exchanges: readonly Exchange[],
  byId: ReadonlyMap<string, ToldOrder>,
  shown: readonly Shown[],
): Verdict {
  const ready = new Set(shown.filter(({ name }) => name === "order.ready").map(({ orderId }) => orderId));
  const off = new Set(
    exchanges.flatMap(({ path, status, said }) =>
      path.endsWith("/cancel") && status === 200 ? (said.order?.orderId ?? []) : [],
    ),
  );
  return {
    invariant: promises.calledOff,
    evidence: `${off.size} called off, ${exchanges.filter(({ path, status }) => path.endsWith("/cancel") && status === 409).length} times too late`,
    violations: [...off].flatMap((orderId) => {
      const state = byId.get(orderId)?.state;
      return state === "CANCELLED" && !ready.has(orderId)
        ? []
        : [`${orderId} is ${state ?? "gone"}${ready.has(orderId) ? ", and READY was shown" : ""}`];
    }),
  };
}

const tapOf = /^\/api\/v1\/barista\/(tickets|units)\/([^/]+)\/(accept|hand-over|paid|claim|done|ready)$/;

/** A second tap of the same kind is refused, so two acknowledged ones are one too many. */
function tapsOnce(exchanges: readonly Exchange[]): Verdict {
  const taps = exchanges.flatMap((exchange) => {
    const [, , subject, verb] = tapOf.exec(exchange.path) ?? [];
    return subject && verb && isAcknowledged(exchange) ? [{ ...exchange, subject, verb }] : [];
  });
  const violations = [...groupedBy(taps, ({ subject, verb }) => `${subject} ${verb}`)].flatMap(
    ([what, all]) => {
      const by = new Set(all.map(({ who, key, verb }) => (verb === "claim" ? who : key)));
      return by.size > 1 ? [`${what} was acknowledged to ${[...by].join(" and ")}`] : [];
    },
  );
  return { invariant: promises.cupOnce, evidence: `${taps.length} taps were acknowledged`, violations };
}

function readyOnce(orders: readonly ToldOrder[], shown: readonly Shown[]): Verdict {
  const times = groupedBy(
    shown.filter(({ name }) => name === "order.ready"),
    ({ orderId }) => orderId,
  );
  const own = new Set(orders.map(({ orderId }) => orderId));
  return {
    invariant: promises.readyOnce,
    evidence: `${times.size} orders were shown READY, ${shown.length} events in all`,
    violations: [
      ...orders.flatMap((order) => {
        const count = times.get(order.orderId)?.length ?? 0;
        return count === (wasMade(order) ? 1 : 0)
          ? []
          : [`${order.orderId} (${order.state}): shown ${count} times`];
      }),
      ...[...times.keys()].filter((orderId) => !own.has(orderId)).map((orderId) => `${orderId} is nobody's`),
    ],
  };
}

/** Of an order's versions: who asks after an answer has come is told that or a later one, whichever replica answers. */
function neverBack(exchanges: readonly Exchange[]): Verdict {
  const told = exchanges.flatMap(({ askedAtMs, endedAtMs, said, n }) =>
    [...(said.order ? [said.order] : []), ...(said.orders ?? [])].map(({ orderId, version, state }) => ({
      ...{ orderId, version, state, askedAtMs, endedAtMs: endedAtMs ?? Number.POSITIVE_INFINITY, n },
    })),
  );
  const violations = [...groupedBy(told, ({ orderId }) => orderId)].flatMap(([orderId, all]) => {
    const byAsking = [...all].sort((a, b) => a.askedAtMs - b.askedAtMs);
    const byAnswer = [...all].sort((a, b) => a.endedAtMs - b.endedAtMs);
    let known: (typeof all)[number] | undefined;
    let at = 0;
    return byAsking.flatMap((one) => {
      for (let next = byAnswer[at]; next && next.endedAtMs < one.askedAtMs; next = byAnswer[at]) {
        if (!known || next.version > known.version) known = next;
        at += 1;
      }
      return known && one.version < known.version
        ? [
            `${orderId}: ${one.state} (${one.version}, exchange ${one.n}) behind ${known.state} (${known.version}, exchange ${known.n})`,
          ]
        : [];
    });
  });
  return { invariant: promises.neverBack, evidence: `${told.length} answers told of orders`, violations };
}
