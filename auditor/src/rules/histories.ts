import type { Finding } from "@siren/contracts/audit";
import { says } from "@siren/contracts/audit-phrases";
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
    evidence: says("orders-and-steps", { orders: ordered.length, steps }),
  };
}

/** Of quiet cases that are known from their beginning on: as many events as there were changes, without a gap. */
export function judgeTold(quiet: readonly Case[]): Judgement {
  const orders = eachOf(quiet, orderIdOf, ({ order, told }) => {
    if (told?.gap) return told.gap;
    if (told && told.first !== 1) return says("first-event", { n: told.first });
    if (!order || order.told === null) return undefined;
    return (told?.last ?? 0) === order.told
      ? undefined
      : says("order-events-missing", { written: order.told, heard: told?.last ?? 0 });
  });
  const tickets = quiet.flatMap(({ orderId, tickets, paths }): Finding[] =>
    [...tickets.values()].flatMap(({ ticketId, version }) => {
      const path = paths.get(ticketId);
      const why =
        path?.gap ??
        ((path?.last ?? 0) === version
          ? undefined
          : says("ticket-events-missing", { written: version, ticket: ticketId, heard: path?.last ?? 0 }));
      return why === undefined ? [] : [{ subject: orderId, why }];
    }),
  );
  const holds = eachOf(quiet, orderIdOf, ({ money, holdTold }) => {
    if (!money || money.state === null) return undefined;
    const { captures, refunded_krw, state } = money;
    const { captured = 0, released = 0, refunded_krw: told_krw = 0 } = holdTold ?? {};
    if (captured !== captures) return says("capture-untold", { times: captures, told: captured });
    if (state === "RELEASED" && released === 0) return says("release-untold");
    if (told_krw !== refunded_krw) return says("refund-untold", { won: refunded_krw, told: told_krw });
    return undefined;
  });
  const events = sumBy(
    quiet,
    ({ told, paths }) => (told?.last ?? 0) + sumBy([...paths.values()], ({ last }) => last),
  );
  return {
    judged: quiet.length,
    findings: [...orders, ...tickets, ...holds],
    evidence: says("orders-and-events", { orders: quiet.length, events }),
  };
}

export function judgeNumbers(numbers: NumberBook): Judgement {
  const judged = numbers.judged();
  return { judged, findings: numbers.numbersTwice(), evidence: says("order-readings", { n: judged }) };
}

export function judgeKeys(numbers: NumberBook): Judgement {
  const judged = numbers.judged();
  return { judged, findings: numbers.keysTwice(), evidence: says("order-readings", { n: judged }) };
}
