import { finalStates } from "@siren/contracts/order";
import { readyOnce, tapsOnce } from "./judge-counter.ts";
import { cardsAddUp, chargedAmiss, costsThough, dueBy, takenByOrder } from "./judge-money.ts";
import { atAnotherPrice, calledOff, lostOf, neverBack, oneOrderPerKey } from "./judge-orders.ts";
import { acknowledgedOrders, isAcknowledgedPlacing, wasMade } from "./placings.ts";
import { promises, type Seen } from "./promises.ts";
import { countsOf, type Verdict } from "./verdicts.ts";

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
