import * as z from "zod/mini";
import type { Exchange, Shown } from "./history.ts";
import { isPlacing } from "./placings.ts";
import { promises } from "./promises.ts";
import type { ToldOrder } from "./said.ts";
import { groupedBy, type Verdict } from "./verdicts.ts";

export function oneOrderPerKey(exchanges: readonly Exchange[]): Verdict {
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

export function lostOf(told: ToldOrder, byId: ReadonlyMap<string, ToldOrder>, whose: string): string[] {
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

export function atAnotherPrice({ sent, said, who, n }: Exchange): string[] {
  const wanted = agreed.safeParse(sent).data?.expected_total_krw;
  return said.order === undefined || wanted === undefined || said.order.total_krw === wanted
    ? []
    : [
        `${said.order.orderId} (${who}, exchange ${n}): ${wanted} won were agreed, ${said.order.total_krw} told`,
      ];
}

export function calledOff(
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

/** Of an order's versions: who asks after an answer has come is told that or a later one, whichever replica answers. */
export function neverBack(exchanges: readonly Exchange[]): Verdict {
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
