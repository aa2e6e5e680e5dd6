import type { Finding } from "@siren/contracts/audit";
import type { NumberBook } from "../books/number-book.ts";
import type { Case } from "../casebook.ts";
import { eachOf, type Judgement, sumBy } from "../judgement.ts";
import { faultInHistory } from "./order-path.ts";
import { faultsOnPaths } from "./tickets.ts";

const orderIdOf = ({ orderId }: Case) => orderId;

export function judgeHistories(all: readonly Case[]): Judgement {
  const ordered = all.filter(({ order }) => order !== undefined);
  const steps = sumBy(ordered, ({ order }) => order?.history.length ?? 0);
  return {
    judged: ordered.length,
    findings: [
      ...eachOf(ordered, orderIdOf, ({ order }) => order && faultInHistory(order)),
      ...faultsOnPaths(all, "history-legal"),
    ],
    evidence: `${ordered.length} orders, ${steps} steps`,
  };
}

/** Of quiet cases that are known from their beginning on: as many events as there were changes, without a gap. */
export function judgeTold(quiet: readonly Case[]): Judgement {
  const orders = eachOf(quiet, orderIdOf, ({ order, told }) => {
    if (told?.gap) return told.gap;
    if (told && told.first !== 1) return `its first event is number ${told.first}`;
    if (!order || order.told === null) return undefined;
    return (told?.last ?? 0) === order.told
      ? undefined
      : `order wrote ${order.told} events of it, and ${told?.last ?? 0} are in its feed`;
  });
  const tickets = quiet.flatMap(({ orderId, tickets, paths }): Finding[] =>
    [...tickets.values()].flatMap(({ ticketId, version }) => {
      const path = paths.get(ticketId);
      const why =
        path?.gap ??
        ((path?.last ?? 0) === version
          ? undefined
          : `barista wrote ${version} events of ${ticketId}, and ${path?.last ?? 0} are in its feed`);
      return why === undefined ? [] : [{ subject: orderId, why }];
    }),
  );
  const holds = eachOf(quiet, orderIdOf, ({ money, holdTold }) => {
    if (!money || money.state === null) return undefined;
    const { captures, refunded_krw, state } = money;
    const { captured = 0, released = 0, refunded_krw: told_krw = 0 } = holdTold ?? {};
    if (captured !== captures) return `member captured ${captures} times, and told of it ${captured} times`;
    if (state === "RELEASED" && released === 0) return "member released it, and told nobody";
    if (told_krw !== refunded_krw) return `member refunded ${refunded_krw} won, and told of ${told_krw}`;
    return undefined;
  });
  const events = sumBy(
    quiet,
    ({ told, paths }) => (told?.last ?? 0) + sumBy([...paths.values()], ({ last }) => last),
  );
  return {
    judged: quiet.length,
    findings: [...orders, ...tickets, ...holds],
    evidence: `${quiet.length} orders, ${events} events of orders and tickets`,
  };
}

export function judgeNumbers(numbers: NumberBook): Judgement {
  const judged = numbers.judged();
  return { judged, findings: numbers.numbersTwice(), evidence: `${judged} readings of orders` };
}

export function judgeKeys(numbers: NumberBook): Judgement {
  const judged = numbers.judged();
  return { judged, findings: numbers.keysTwice(), evidence: `${judged} readings of orders` };
}
