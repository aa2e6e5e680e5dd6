import type { Exchange, Shown } from "./history.ts";
import { isAcknowledged, wasMade } from "./placings.ts";
import { promises } from "./promises.ts";
import type { ToldOrder } from "./said.ts";
import { groupedBy, type Verdict } from "./verdicts.ts";

const tapOf = /^\/api\/v1\/barista\/(tickets|units)\/([^/]+)\/(accept|hand-over|paid|claim|done|ready)$/;

/** A second tap of the same kind is refused, so two acknowledged ones are one too many. */
export function tapsOnce(exchanges: readonly Exchange[]): Verdict {
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

export function readyOnce(orders: readonly ToldOrder[], shown: readonly Shown[]): Verdict {
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
