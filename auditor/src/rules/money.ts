import type { Finding } from "@siren/contracts/audit";
import { says } from "@siren/contracts/audit-phrases";
import type { OrderState } from "@siren/contracts/order";
import type { Case } from "../casebook.ts";
import { eachOf, grouped, type Judgement, sumBy } from "../judgement.ts";

const orderIdOf = ({ orderId }: Case) => orderId;
export const kept_krw = ({ money }: Case) => (money ? money.captured_krw - money.refunded_krw : 0);

/** What journals of one kind brought to sales, or took from there. */
function journalled(one: Case, kind: "capture" | "refund") {
  const rows = [...one.journals.values()].filter((journal) => journal.kind === kind);
  const sales = rows.flatMap(({ postings }) =>
    postings.filter(({ account }) => account.startsWith("sales:")),
  );
  return { rows: rows.length, amount_krw: Math.abs(sumBy(sales, ({ amount_krw }) => amount_krw)) };
}

const wasHad: ReadonlySet<OrderState> = new Set(["PICKED_UP", "UNCLAIMED"]);

/** At once: twice is twice. Of `quiet` ones also that exactly what is due was kept, in the hold and in the ledger. */
export function judgeCharges(all: readonly Case[], quiet: readonly Case[]): Judgement {
  const charged = all.filter(({ money }) => money !== undefined);
  const tooMuch = eachOf(charged, orderIdOf, (one) => {
    const { money, order } = one;
    const captures = Math.max(money?.captures ?? 0, journalled(one, "capture").rows);
    if (captures > 1)
      return says("captured-often", { times: captures, won: journalled(one, "capture").amount_krw });
    const kept = kept_krw(one);
    if (kept < 0) return says("refunded-beyond", { won: -kept });
    return order && kept > order.total_krw
      ? says("kept-beyond", { won: kept, total: order.total_krw })
      : undefined;
  });
  const wrong = eachOf(quiet, orderIdOf, (one) => {
    const { money, order, journals } = one;
    if (!money) return undefined;
    const [taken, back] = [journalled(one, "capture"), journalled(one, "refund")];
    if (journals.size > 0 && taken.amount_krw !== money.captured_krw)
      return says("captured-otherwise", { hold: money.captured_krw, ledger: taken.amount_krw });
    if (journals.size > 0 && back.amount_krw !== money.refunded_krw)
      return says("refunded-otherwise", { hold: money.refunded_krw, ledger: back.amount_krw });
    if (!order || order.cardId === null || !wasHad.has(order.state)) return undefined;
    const due = Math.max(0, order.total_krw - order.notMade_krw - order.givenBack_krw);
    if (kept_krw(one) === due) return undefined;
    return says("kept-not-due", {
      state: order.state,
      kept: kept_krw(one),
      total: order.total_krw,
      notMade: order.notMade_krw,
      givenBack: order.givenBack_krw,
    });
  });
  const captured = sumBy(charged, ({ money }) => money?.captured_krw ?? 0);
  const refunded = sumBy(charged, ({ money }) => money?.refunded_krw ?? 0);
  return {
    judged: charged.length,
    findings: [...tooMuch, ...wrong],
    evidence: says("holds", {
      holds: charged.length,
      captured: grouped(captured),
      refunded: grouped(refunded),
    }),
  };
}

const nothingDue: ReadonlySet<OrderState> = new Set(["REJECTED", "CANCELLED", "EXPIRED", "PAYMENT_FAILED"]);

/** Of quiet cases: an order that came to nothing costs nothing, and no money waits for it. */
export function judgeRefunds(quiet: readonly Case[]): Judgement {
  const cameToNothing = quiet.filter(({ order }) => order !== undefined && nothingDue.has(order.state));
  const findings = eachOf(cameToNothing, orderIdOf, (one) => {
    const { money, order } = one;
    if (kept_krw(one) !== 0)
      return says("captured-for-nothing", {
        state: order?.state,
        captured: money?.captured_krw,
        refunded: money?.refunded_krw,
      });
    return (money?.held_krw ?? 0) === 0
      ? undefined
      : says("still-held", { state: order?.state, held: money?.held_krw });
  });
  const evidence = says("came-to-nothing", {
    orders: cameToNothing.length,
    kept: grouped(sumBy(cameToNothing, kept_krw)),
  });
  return { judged: cameToNothing.length, findings, evidence };
}

/** `quiet`: those of whom order would have been read by now. */
export function judgeBacking(all: readonly Case[], quiet: readonly Case[]): Judgement {
  const made = all.filter(({ order }) => order?.history.some(({ state }) => state === "MAKING"));
  const unpaid = eachOf(made, orderIdOf, ({ order }) => {
    // From before it was noted.
    if (!order || order.quoted_krw === null) return undefined;
    const { madeOn, ownerKind, history } = order;
    if (madeOn === "HELD" || madeOn === "DEFERRED" || madeOn === "PAID_AT_COUNTER") return undefined;
    if (madeOn === "COUNTER_DUE" && ownerKind === "member") return undefined;
    // Begun before its expiry was known: shown as made and unpaid.
    const isRevived = history.some(({ state }) => state === "EXPIRED");
    if (isRevived && (madeOn === "VOID" || madeOn === "COUNTER_DUE")) return undefined;
    // Paid at the till, which has given back for a cup that is not made.
    if (order.cardId === null && (madeOn === "PARTLY_REFUNDED" || madeOn === "REFUNDED")) return undefined;
    return says("begun-unpaid", { owner: ownerKind, payment: madeOn ?? "nothing" });
  });
  const fromNowhere = eachOf(quiet, orderIdOf, ({ order, money }) =>
    order === undefined && money && money.captures > 0
      ? says("captured-of-no-order", { won: money.captured_krw })
      : undefined,
  );
  const card = made.filter(({ order }) => order?.cardId !== null).length;
  const evidence = says("begun", { orders: made.length, card });
  return { judged: made.length, findings: [...unpaid, ...fromNowhere], evidence };
}

/** What was agreed to is what its lines come to, what is held, and what was told of it. */
export function judgePrices(all: readonly Case[]): Judgement {
  const known = all.filter(({ order }) => order !== undefined);
  const findings = eachOf(known, orderIdOf, ({ order, money, sales }): string | undefined => {
    if (!order) return undefined;
    const { total_krw, quoted_krw, lines_krw } = order;
    if (quoted_krw !== null && quoted_krw !== total_krw)
      return says("quoted-otherwise", { total: total_krw, quoted: quoted_krw });
    if (lines_krw !== null && lines_krw !== total_krw)
      return says("lines-otherwise", { total: total_krw, lines: lines_krw });
    const other = sales.find((sale) => sale.total_krw !== total_krw);
    if (other) return says("told-otherwise", { total: total_krw, told: other.total_krw });
    if (money?.state === "PLACED" && money.amount_krw && money.amount_krw !== total_krw)
      return says("held-otherwise", { total: total_krw, held: money.amount_krw });
    return undefined;
  });
  const evidence = says("as-quoted", {
    orders: known.length,
    won: grouped(sumBy(known, ({ order }) => order?.total_krw ?? 0)),
  });
  return {
    judged: known.length,
    findings,
    evidence: findings.length > 0 ? says("orders", { n: known.length }) : evidence,
  };
}

/** What order may promise against a card that cannot be asked. */
const mostDeferred_krw = 30_000;
const isDue = new Set<OrderState>(["MAKING", "READY", "PICKED_UP", "UNCLAIMED"]);

/** `settled`: those of whom member has had two minutes to take what was promised. */
export function judgeDeferred(
  all: readonly Case[],
  settled: readonly Case[],
  announced: (cardId: string, version: number) => number | undefined,
): Judgement {
  const promised = all.flatMap(({ order }) => (order?.promise ? [order] : []));
  const beyond = promised.flatMap(({ orderId, cardId, total_krw, promise }): Finding[] => {
    if (!promise || cardId === null) return [];
    const { amount_krw, version, expiresAt, at } = promise;
    const told_krw = announced(cardId, version) ?? amount_krw;
    const why =
      total_krw > amount_krw || amount_krw > mostDeferred_krw
        ? says("deferred-beyond", { total: total_krw, allowance: amount_krw })
        : told_krw !== amount_krw
          ? says("allowance-otherwise", { allowance: amount_krw, announced: told_krw, version })
          : at > expiresAt
            ? says("allowance-over", { ms: at - expiresAt })
            : undefined;
    return why === undefined ? [] : [{ subject: orderId, why }];
  });
  const perCard = new Map<string, { count: number; sum_krw: number }>();
  const open = all.flatMap(({ order }) =>
    order?.payment === "DEFERRED" && order.cardId !== null ? [order] : [],
  );
  for (const { cardId, total_krw, state } of open) {
    // Once a cup is started the money is on its way, and the card may promise anew.
    if (cardId === null || isDue.has(state)) continue;
    const known = perCard.get(cardId) ?? { count: 0, sum_krw: 0 };
    perCard.set(cardId, { count: known.count + 1, sum_krw: known.sum_krw + total_krw });
  }
  const tooMuch = [...perCard].flatMap(([subject, { count, sum_krw }]): Finding[] =>
    count > 1 || sum_krw > mostDeferred_krw
      ? [{ subject, why: says("deferred-many", { orders: count, won: sum_krw }) }]
      : [],
  );
  const unpaid = settled.flatMap(({ order }): Finding[] =>
    order?.payment === "DEFERRED" && isDue.has(order.state)
      ? [{ subject: order.orderId, why: says("not-taken", { state: order.state, won: order.total_krw }) }]
      : [],
  );
  const evidence = says("deferred", {
    promised: promised.length,
    open: open.length,
    won: grouped(sumBy(open, (one) => one.total_krw)),
  });
  return { judged: promised.length + open.length, findings: [...beyond, ...tooMuch, ...unpaid], evidence };
}
