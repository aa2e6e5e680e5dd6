import { type Verdict as Audited, type AuditRule, auditRules, type OrderFact } from "@siren/contracts/audit";
import { finalStates } from "@siren/contracts/order";
import type { Facts } from "../e2e/harness/audit.ts";
import { dueBy, takenByOrder } from "./judge-money.ts";
import { acknowledgedOrders, keysSent, wasMade } from "./placings.ts";
import { promises, type Seen } from "./promises.ts";
import { countsOf, groupedBy, isBroken, type Verdict } from "./verdicts.ts";

/** The services' own books, by themselves and against what customers were told. */
export function judgeBooks({ exchanges, last }: Pick<Seen, "exchanges" | "last">, facts: Facts): Verdict[] {
  const { orders, tickets, ledger } = facts;
  const sent = keysSent(exchanges);
  const byKey = groupedBy(orders, ({ idempotencyKey }) => idempotencyKey);
  const acknowledged = acknowledgedOrders(exchanges);
  const made = orders.filter(wasMade);
  return [
    {
      invariant: "the books have each acknowledged order once",
      evidence: `${acknowledged.size} acknowledged, ${orders.length} in the books`,
      violations: [...acknowledged].flatMap(([key, { order }]) => {
        const found = byKey.get(key)?.map(({ orderId }) => orderId) ?? [];
        return found.length === 1 && found[0] === order.orderId
          ? []
          : [`${order.orderId} of key ${key}: found ${found.join(", ") || "nothing"}`];
      }),
    },
    {
      invariant: "the books have no order that nobody asked for, and none twice",
      evidence: `${sent.size} keys were sent`,
      violations: [...byKey].flatMap(([key, found]) => [
        ...(sent.has(key) ? [] : [`${found[0]?.orderId} of key ${key}`]),
        ...(found.length > 1 ? [`key ${key}: ${found.map(({ orderId }) => orderId).join(" and ")}`] : []),
      ]),
    },
    {
      invariant: "in the books every order came to its end",
      evidence: countsOf(orders.map(({ state }) => state)),
      violations: orders
        .filter(({ state }) => !finalStates.has(state))
        .map(({ orderId, state, payment }) => `${orderId} is still ${state}, payment ${payment}`),
    },
    {
      invariant: "one ticket an order, each cup made once",
      evidence: `${tickets.length} tickets, ${tickets.reduce((sum, one) => sum + one.units.length, 0)} cups`,
      violations: made.flatMap((order) => cupsAmiss(order, facts)),
    },
    {
      invariant: "the ledger adds up to zero",
      evidence: JSON.stringify(ledger),
      violations: Object.entries(ledger).flatMap(([what, value]) =>
        value === 0 ? [] : [`${what} is ${value}`],
      ),
    },
    {
      invariant: "customers are told what stands in the books",
      evidence: `${last.orders.reduce((sum, one) => sum + one.orders.length, 0)} orders, ${last.cards.length} cards`,
      violations: toldOtherwise({ exchanges, last }, facts),
    },
  ];
}

function cupsAmiss({ orderId }: OrderFact, { tickets }: Facts): string[] {
  const own = tickets.filter((ticket) => ticket.orderId === orderId);
  const cups = own.flatMap(({ units }) => units);
  const isRight =
    own.length === 1 &&
    cups.every(({ state, doneTimes }) => (state === "DONE" ? doneTimes === 1 : state === "REJECTED"));
  return isRight ? [] : [`${orderId}: ${JSON.stringify(own)}`];
}

function toldOtherwise(
  { exchanges, last }: Pick<Seen, "exchanges" | "last">,
  { orders, money }: Facts,
): string[] {
  const facts = new Map(orders.map((fact) => [fact.orderId, fact]));
  const taken = takenByOrder(last);
  const due = dueBy(exchanges, last);
  const told = last.orders.flatMap((one) => one.orders);
  const booked = groupedBy(money, ({ orderId }) => orderId);
  return [
    ...told.flatMap((order) => {
      const fact = facts.get(order.orderId);
      if (!fact) return [`${order.orderId} was told of and is in no book`];
      const differing = (["state", "payment", "total_krw"] as const).filter(
        (field) => fact[field] !== order[field],
      );
      const net_krw = (booked.get(order.orderId) ?? []).reduce(
        (sum, one) => sum + one.captured_krw - one.refunded_krw,
        0,
      );
      const stated_krw = taken.get(order.orderId)?.net_krw ?? 0;
      return [
        ...differing.map(
          (field) =>
            `${order.orderId}: ${field} is ${order[field]} to its customer and ${fact[field]} in the books`,
        ),
        ...(net_krw === stated_krw || fact.payment === "ARREARS"
          ? []
          : [
              `${order.orderId}: ${stated_krw} won on the card's statement, ${net_krw} in the books, ${due(order)} due`,
            ]),
      ];
    }),
    ...orders
      .filter(({ orderId }) => !told.some((order) => order.orderId === orderId))
      .map(
        ({ orderId, state }) => `${orderId} (${state}) is in the books, and its customer is not told of it`,
      ),
  ];
}

/** The rules of the stack's own auditors, who have read along all the time; what they do not know is no proof. */
export function judgeAuditors(auditors: readonly (readonly Audited[])[]): Verdict[] {
  return auditRules.map((rule): Verdict => {
    const said = auditors.map((one) => one.find((verdict) => verdict.rule === rule));
    const violations = said.flatMap((one) => {
      if (!one) return ["an auditor does not answer"];
      const broken = one.findings.map(({ subject, why }) => `${subject}: ${why}`);
      const unknown = one.waitsFor !== null || one.state === "UNKNOWN" ? [`not known: ${one.waitsFor}`] : [];
      return [...broken, ...unknown];
    });
    const evidence = said.map((one) => one?.evidence ?? "").join(" | ");
    return {
      invariant: `the auditors find ${rule}`,
      evidence,
      violations: said.length === 0 ? ["no auditor answers"] : [...new Set(violations)],
    };
  });
}

/** Which questions both the history and the auditors answer. */
const questions: readonly [promise: string, rules: readonly AuditRule[]][] = [
  [promises.oneOrder, ["one-order-per-key"]],
  [promises.chargedOnce, ["charged-once"]],
  [promises.refusedCostsNothing, ["nothing-kept-for-nothing"]],
  [promises.cardsAddUp, ["balance-equation", "ledger-balances"]],
  [promises.calledOff, ["nothing-made-after-void"]],
  [promises.cupOnce, ["cup-made-once", "cup-claimed-by-one"]],
];
/** Rules that are judged for each order, whatever became of it; the last of them only after a time of quiet. */
const aboutEach: readonly AuditRule[] = ["number-unique", "history-legal", "views-converge"];

/** What the history says and what the auditors say has to be the same, of the same orders. */
export function judgeAgreement(
  ofHistory: readonly Verdict[],
  auditors: readonly (readonly Audited[])[],
  orders: number,
): Verdict {
  const said = auditors.flat();
  const differing = questions.flatMap(([promise, rules]) => {
    const own = ofHistory.find(({ invariant }) => invariant === promise);
    const theirs = said.filter(({ rule }) => rules.includes(rule));
    const isBrokenToUs = own ? isBroken(own) : false;
    const isBrokenToThem = theirs.some(({ state }) => state === "BROKEN");
    if (isBrokenToUs === isBrokenToThem) return [];
    return [
      `"${promise}" is ${isBrokenToUs ? "broken" : "kept"} by the history, ${rules.join(" and ")} ${isBrokenToThem ? "broken" : "kept"} by an auditor`,
    ];
  });
  const unread = said
    .filter(({ rule, judged }) => aboutEach.includes(rule) && judged < orders)
    .map(({ rule, judged }) => `${rule} was judged of ${judged} orders, ${orders} are known`);
  return {
    invariant: "history and auditors come to the same, of the same orders",
    evidence: `${questions.length} questions asked of both, ${auditors.length} auditors, ${orders} orders`,
    violations: [...differing, ...unread],
  };
}
