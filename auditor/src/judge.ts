import type { AuditRule, Finding, memberAudit, StockFact } from "@siren/contracts/audit";
import type { OrderState } from "@siren/contracts/order";
import type * as z from "zod/mini";
import type { Case } from "./casebook.ts";
import { faultInHistory } from "./order-path.ts";

export type Ledger = z.infer<typeof memberAudit>["ledger"];
export type Judgement = { judged: number; findings: Finding[] };
export type CaseRule = Exclude<AuditRule, "ledger-balances" | "stock-adds-up">;

const holds = (judged: number): Judgement => ({ judged, findings: [] });

function eachOf(cases: readonly Case[], faultOf: (one: Case) => string | undefined): Judgement {
  const findings = cases.flatMap((one) => {
    const why = faultOf(one);
    return why === undefined ? [] : [{ subject: one.orderId, why }];
  });
  return { judged: cases.length, findings };
}

/**
 * Sums over the whole ledger. They are read one after the other while money moves, so what is wrong counts
 * only when the reading before said the same.
 */
export function judgeLedger(ledger: Ledger, before: Ledger | undefined): Judgement {
  if (!before) return holds(1);
  const faults = (Object.keys(ledger) as (keyof Ledger)[]).filter(
    (key) => ledger[key] !== 0 && before[key] !== 0,
  );
  return { judged: 1, findings: faults.map((key) => ({ subject: key, why: `is ${ledger[key]} and not 0` })) };
}

export function judgeCharges(cases: readonly Case[]): Judgement {
  const charged = cases.filter(({ money }) => money !== undefined);
  return eachOf(charged, ({ money, order }) => {
    if (!money) return undefined;
    if (money.captures > 1) return `captured ${money.captures} times`;
    const kept_krw = money.captured_krw - money.refunded_krw;
    if (kept_krw < 0) return `${-kept_krw} won more were refunded than taken`;
    if (order && kept_krw > order.total_krw) return `${kept_krw} won kept of a total of ${order.total_krw}`;
    return undefined;
  });
}

const nothingDue: ReadonlySet<OrderState> = new Set(["REJECTED", "CANCELLED", "EXPIRED", "PAYMENT_FAILED"]);

/** Of quiet cases: an order that came to nothing costs nothing, and no money waits for it. */
export function judgeRefunds(quiet: readonly Case[]): Judgement {
  const cameToNothing = quiet.filter(({ order }) => order !== undefined && nothingDue.has(order.state));
  return eachOf(cameToNothing, ({ order, money }) => {
    if (!money) return undefined;
    const kept_krw = money.captured_krw - money.refunded_krw;
    if (kept_krw !== 0) return `${order?.state}, and ${kept_krw} won are kept`;
    return money.held_krw === 0 ? undefined : `${order?.state}, and ${money.held_krw} won are still held`;
  });
}

const wantsTicket: ReadonlySet<OrderState> = new Set([
  ...(["AUTHORISED", "DEFERRED", "COUNTER_DUE", "ACCEPTED", "MAKING"] as const),
  ...(["READY", "PICKED_UP", "UNCLAIMED"] as const),
]);

/** Of quiet cases that are known from their beginning on: one ticket for each order to be made, none for others. */
export function judgeTickets(quiet: readonly Case[]): Judgement {
  return eachOf(quiet, ({ order, tickets }) => {
    // An order that was moved has left a void one behind at each store.
    const standing = [...tickets.values()].filter(({ state }) => state !== "VOIDED");
    if (standing.length > 1) return `has ${standing.length} tickets`;
    if (!order) return "has a ticket, and no order";
    const isPaidFor = order.history.some(({ state }) => wantsTicket.has(state));
    if (tickets.size === 0) return wantsTicket.has(order.state) ? `${order.state}, and no ticket` : undefined;
    const ticket = standing[0] ?? [...tickets.values()][0];
    return isPaidFor || ticket?.state === "VOIDED" ? undefined : `a ticket, and the order is ${order.state}`;
  });
}

export function judgeCups(cases: readonly Case[]): Judgement {
  const withTickets = cases.filter(({ tickets }) => tickets.size > 0);
  return eachOf(withTickets, ({ tickets }) => {
    const seen = new Set<string>();
    for (const { units, state: ofTicket } of tickets.values()) {
      if (ofTicket === "VOIDED") continue;
      for (const { line, n, state, doneTimes, remakes } of units) {
        const cup = `${line}/${n}`;
        if (seen.has(cup)) return `cup ${cup} is there twice`;
        seen.add(cup);
        if (doneTimes > 1 + remakes)
          return `cup ${cup} was made ${doneTimes} times, and asked for anew ${remakes} times`;
        if (state === "DONE" && doneTimes === 0) return `cup ${cup} is done and was never made`;
      }
    }
    return undefined;
  });
}

/** Each reading is of one moment, so it is judged alone. */
export function judgeStock(stock: readonly StockFact[]): Judgement {
  const findings = stock.flatMap(({ storeId, itemId, ...counts }): Finding[] => {
    const { received, free, reserved, sold, kept } = counts;
    const subject = `${storeId}/${itemId}`;
    if (Math.min(received, free, reserved, sold) < 0)
      return [{ subject, why: `is below zero: ${JSON.stringify(counts)}` }];
    if (reserved + free + sold !== received)
      return [{ subject, why: `${reserved} reserved, ${free} free and ${sold} sold of ${received}` }];
    return reserved === kept ? [] : [{ subject, why: `${reserved} reserved, and tickets keep ${kept}` }];
  });
  return { judged: stock.length, findings };
}

export function judgeNumbers(cases: readonly Case[]): Judgement {
  const orders = cases.flatMap(({ order }) => (order ? [order] : []));
  const taken = new Map<string, string>();
  const findings: Finding[] = [];
  for (const { storeId, businessDay, number, orderId } of orders) {
    const name = `${storeId} ${businessDay} no. ${number}`;
    const other = taken.get(name);
    if (other === undefined) taken.set(name, orderId);
    else findings.push({ subject: orderId, why: `${name} belongs to ${other} too` });
  }
  return { judged: orders.length, findings };
}

export function judgeHistories(cases: readonly Case[]): Judgement {
  const ordered = cases.filter(({ order }) => order !== undefined);
  return eachOf(ordered, ({ order }) => order && faultInHistory(order));
}
