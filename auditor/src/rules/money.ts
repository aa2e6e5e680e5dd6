import type { Finding } from "@siren/contracts/audit";
import type { OrderState } from "@siren/contracts/order";
import type { Case } from "../casebook.ts";
import { eachOf, type Judgement, sumBy, won } from "../judgement.ts";

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
      return `captured ${captures} times, ${journalled(one, "capture").amount_krw} won in all`;
    const kept = kept_krw(one);
    if (kept < 0) return `${-kept} won more were refunded than taken`;
    return order && kept > order.total_krw ? `${kept} won kept of a total of ${order.total_krw}` : undefined;
  });
  const wrong = eachOf(quiet, orderIdOf, (one) => {
    const { money, order, journals } = one;
    if (!money) return undefined;
    const [taken, back] = [journalled(one, "capture"), journalled(one, "refund")];
    if (journals.size > 0 && taken.amount_krw !== money.captured_krw)
      return `its hold says ${money.captured_krw} won captured, the ledger ${taken.amount_krw}`;
    if (journals.size > 0 && back.amount_krw !== money.refunded_krw)
      return `its hold says ${money.refunded_krw} won refunded, the ledger ${back.amount_krw}`;
    if (!order || order.cardId === null || !wasHad.has(order.state)) return undefined;
    const due = Math.max(0, order.total_krw - order.notMade_krw - order.givenBack_krw);
    if (kept_krw(one) === due) return undefined;
    return `${order.state}: ${kept_krw(one)} won kept, and due are ${order.total_krw} less ${order.notMade_krw} not made less ${order.givenBack_krw} given back`;
  });
  const captured = sumBy(charged, ({ money }) => money?.captured_krw ?? 0);
  const refunded = sumBy(charged, ({ money }) => money?.refunded_krw ?? 0);
  return {
    judged: charged.length,
    findings: [...tooMuch, ...wrong],
    evidence: `${charged.length} holds, ${won(captured)} captured, ${won(refunded)} refunded`,
  };
}

const nothingDue: ReadonlySet<OrderState> = new Set(["REJECTED", "CANCELLED", "EXPIRED", "PAYMENT_FAILED"]);

/** Of quiet cases: an order that came to nothing costs nothing, and no money waits for it. */
export function judgeRefunds(quiet: readonly Case[]): Judgement {
  const cameToNothing = quiet.filter(({ order }) => order !== undefined && nothingDue.has(order.state));
  const findings = eachOf(cameToNothing, orderIdOf, (one) => {
    const { money, order } = one;
    if (kept_krw(one) !== 0)
      return `${order?.state}: ${money?.captured_krw} won captured, ${money?.refunded_krw} refunded`;
    return (money?.held_krw ?? 0) === 0
      ? undefined
      : `${order?.state}, and ${money?.held_krw} won are still held`;
  });
  const evidence = `${cameToNothing.length} orders came to nothing, and kept ${won(sumBy(cameToNothing, kept_krw))}`;
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
    return `was begun for a ${ownerKind} when its payment was ${madeOn ?? "nothing"}`;
  });
  const fromNowhere = eachOf(quiet, orderIdOf, ({ order, money }) =>
    order === undefined && money && money.captures > 0
      ? `${money.captured_krw} won captured, and no order`
      : undefined,
  );
  const card = made.filter(({ order }) => order?.cardId !== null).length;
  const evidence = `${made.length} orders were begun, ${card} of them by card`;
  return { judged: made.length, findings: [...unpaid, ...fromNowhere], evidence };
}

/** What was agreed to is what its lines come to, what is held, and what was told of it. */
export function judgePrices(all: readonly Case[]): Judgement {
  const known = all.filter(({ order }) => order !== undefined);
  const findings = eachOf(known, orderIdOf, ({ order, money, sales }): string | undefined => {
    if (!order) return undefined;
    const { total_krw, quoted_krw, lines_krw } = order;
    if (quoted_krw !== null && quoted_krw !== total_krw)
      return `${total_krw} won, and quoted were ${quoted_krw}`;
    if (lines_krw !== null && lines_krw !== total_krw)
      return `${total_krw} won, and its lines come to ${lines_krw}`;
    const other = sales.find((sale) => sale.total_krw !== total_krw);
    if (other) return `${total_krw} won, and told were ${other.total_krw}`;
    if (money?.state === "PLACED" && money.amount_krw && money.amount_krw !== total_krw)
      return `${total_krw} won, and held are ${money.amount_krw}`;
    return undefined;
  });
  const evidence = `${known.length} orders of ${won(sumBy(known, ({ order }) => order?.total_krw ?? 0))}, each as quoted`;
  return {
    judged: known.length,
    findings,
    evidence: findings.length > 0 ? `${known.length} orders` : evidence,
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
        ? `${total_krw} won deferred under an allowance of ${amount_krw}`
        : told_krw !== amount_krw
          ? `deferred under an allowance of ${amount_krw}, and member announced ${told_krw} as number ${version}`
          : at > expiresAt
            ? `deferred ${at - expiresAt} ms after the allowance had run out`
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
      ? [{ subject, why: `${count} orders of ${sum_krw} won are deferred` }]
      : [],
  );
  const unpaid = settled.flatMap(({ order }): Finding[] =>
    order?.payment === "DEFERRED" && isDue.has(order.state)
      ? [{ subject: order.orderId, why: `${order.state}, and ${order.total_krw} won were not taken` }]
      : [],
  );
  const evidence = `${promised.length} were promised, ${open.length} of ${won(sumBy(open, (one) => one.total_krw))} are open`;
  return { judged: promised.length + open.length, findings: [...beyond, ...tooMuch, ...unpaid], evidence };
}
