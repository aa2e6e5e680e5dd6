import { type Verdict as Audited, auditRules, type OrderFact } from "@siren/contracts/audit";
import type { Facts } from "../e2e/harness/audit.ts";

/** What a customer was told: this key became this order. */
export type Acknowledged = { key: string; orderId: string };
export type Told = {
  acknowledged: readonly Acknowledged[];
  /** Every key that was ever sent, answered or not. */
  sent: ReadonlySet<string>;
  /** How often a customer's page showed READY, by order. */
  readyShown: ReadonlyMap<string, number>;
};

export type Verdict = { invariant: string; evidence: string; violations: string[] };

const terminal = new Set<OrderFact["state"]>([
  "PICKED_UP",
  "UNCLAIMED",
  "REJECTED",
  "CANCELLED",
  "EXPIRED",
  "PAYMENT_FAILED",
]);
const wasMade = (order: OrderFact) => order.state === "PICKED_UP" || order.state === "UNCLAIMED";

/** After quiet: what must be true whatever died meanwhile. */
export function judge(facts: Facts, told: Told): Verdict[] {
  const { orders, tickets, money, ledger } = facts;
  const made = orders.filter(wasMade);
  const ticketsOf = (order: OrderFact) => tickets.filter((ticket) => ticket.orderId === order.orderId);
  const moneyOf = (order: OrderFact) => money.filter((one) => one.orderId === order.orderId);

  return [
    {
      invariant: "every acknowledged order is there, once",
      evidence: `${told.acknowledged.length} acknowledged, ${orders.length} there`,
      violations: told.acknowledged.flatMap(({ key, orderId }) => {
        const found = orders.filter((order) => order.idempotencyKey === key).map((order) => order.orderId);
        return found.length === 1 && found[0] === orderId
          ? []
          : [`${orderId} of key ${key}: found ${found.join(", ") || "nothing"}`];
      }),
    },
    {
      invariant: "no order is there that nobody asked for",
      evidence: `${told.sent.size} keys were sent`,
      violations: orders
        .filter((order) => !told.sent.has(order.idempotencyKey))
        .map((order) => `${order.orderId} of key ${order.idempotencyKey}`),
    },
    {
      invariant: "every order came to its end",
      evidence: countsOf(orders.map((order) => order.state)),
      violations: orders
        .filter((order) => !terminal.has(order.state))
        .map((order) => `${order.orderId} is still ${order.state}, payment ${order.payment}`),
    },
    {
      invariant: "what was made was paid exactly once, what was not costs nothing",
      evidence: `${made.length} made, ${money.reduce((sum, one) => sum + one.captures, 0)} captures`,
      violations: orders.flatMap((order) => {
        const sums = moneyOf(order);
        const taken_krw = sums.reduce((sum, one) => sum + one.captured_krw - one.refunded_krw, 0);
        const held_krw = sums.reduce((sum, one) => sum + one.held_krw, 0);
        const captures = sums.reduce((sum, one) => sum + one.captures, 0);
        const due_krw = wasMade(order) ? order.total_krw : 0;
        const isRight =
          taken_krw === due_krw && held_krw === 0 && (wasMade(order) ? captures === 1 : captures <= 1);
        return isRight
          ? []
          : [
              `${order.orderId} (${order.state}, ${order.payment}): ${captures} captures, ${taken_krw} won taken, ${held_krw} held, ${due_krw} due`,
            ];
      }),
    },
    {
      invariant: "one ticket an order, each cup made once",
      evidence: `${tickets.length} tickets, ${tickets.reduce((sum, one) => sum + one.units.length, 0)} cups`,
      violations: made.flatMap((order) => {
        const own = ticketsOf(order);
        const cups = own.flatMap((ticket) => ticket.units);
        const isRight = own.length === 1 && cups.every((cup) => cup.state === "DONE" && cup.doneTimes === 1);
        return isRight ? [] : [`${order.orderId}: ${JSON.stringify(own)}`];
      }),
    },
    {
      invariant: "the ledger adds up to zero",
      evidence: JSON.stringify(ledger),
      violations: Object.entries(ledger).flatMap(([what, value]) =>
        value === 0 ? [] : [`${what} is ${value}`],
      ),
    },
    {
      invariant: "READY was shown once for every order handed over",
      evidence: `${told.readyShown.size} orders were shown READY`,
      violations: orders
        .filter((order) => order.state === "PICKED_UP" && told.readyShown.get(order.orderId) !== 1)
        .map((order) => `${order.orderId}: shown ${told.readyShown.get(order.orderId) ?? 0} times`),
    },
  ];
}

/** The rules of the stack's own auditor, who has read along all the time; what it does not know is no proof. */
export function fromAuditor(audited: readonly Audited[]): Verdict[] {
  return auditRules.map((rule): Verdict => {
    const invariant = `the auditor finds ${rule}`;
    const said = audited.find((one) => one.rule === rule);
    if (!said) return { invariant, evidence: "", violations: ["the auditor does not answer"] };
    const { state, evidence, findings, waitsFor } = said;
    const broken = findings.map(({ subject, why }) => `${subject}: ${why}`);
    const unknown = waitsFor !== null || state === "UNKNOWN" ? [`not known: ${waitsFor}`] : [];
    return { invariant, evidence, violations: [...broken, ...unknown] };
  });
}

function countsOf(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => `${value} ${count}`).join(", ") || "none";
}
