import type { CouponFact, Finding, MoneyFact, memberAudit } from "@siren/contracts/audit";
import type * as z from "zod/mini";
import type { Case } from "./casebook.ts";
import type { Judgement } from "./judge.ts";

type Page = Pick<z.infer<typeof memberAudit>, "cards" | "stars" | "coupons">;

/** Of what was read the faults are kept until a later reading of the same card or member has none. */
function createFaultBook<T>(subjectOf: (fact: T) => string, faultOf: (fact: T) => string | undefined) {
  const faults = new Map<string, string>();
  let judged = 0;
  return {
    see(facts: readonly T[]): void {
      judged += facts.length;
      for (const fact of facts) {
        const why = faultOf(fact);
        if (why === undefined) faults.delete(subjectOf(fact));
        else faults.set(subjectOf(fact), why);
      }
    },
    judgement: (): Judgement => ({
      judged,
      findings: [...faults].map(([subject, why]) => ({ subject, why })),
    }),
  };
}

/** What member says of cards, star accounts and coupons; each page is of one moment, so one reading is enough. */
export function createWalletBook() {
  const balances = createFaultBook<Page["cards"][number]>(
    ({ cardId }) => cardId,
    ({ toppedUp_krw, captured_krw, refunded_krw, available_krw, held_krw, arrears_krw }) => {
      const left_krw = toppedUp_krw - (captured_krw - refunded_krw);
      const has_krw = available_krw + held_krw - arrears_krw;
      return left_krw === has_krw ? undefined : `${left_krw} won should be left, and there are ${has_krw}`;
    },
  );
  const stars = createFaultBook<Page["stars"][number]>(
    ({ memberId }) => memberId,
    ({ stars: has, entered }) => (has === entered ? undefined : `has ${has} stars of ${entered} entered`),
  );
  const coupons = new Map<string, CouponFact>();
  return {
    see(page: Page): void {
      balances.see(page.cards);
      stars.see(page.stars);
      for (const coupon of page.coupons) coupons.set(coupon.couponId, coupon);
    },
    balances: balances.judgement,
    stars: stars.judgement,
    coupons: (): ReadonlyMap<string, CouponFact> => coupons,
  };
}

/** Written anew from the agreement: one for a visit of 1,000 won, one for each 10,000, one for each own cup. */
function starsFor({ captured_krw, refunded_krw, visit }: MoneyFact): number {
  const kept_krw = captured_krw - refunded_krw;
  if (!visit || kept_krw <= 0) return 0;
  return (visit.isVisit && kept_krw >= 1_000 ? 1 : 0) + Math.floor(kept_krw / 10_000) + visit.ownCups;
}

/** `quiet`: those of whom member has had the time to hear that they were picked up. */
export function judgeStars(cases: readonly Case[], quiet: readonly Case[], accounts: Judgement): Judgement {
  const counted = cases.flatMap(({ money }) => (money?.visit ? [money] : []));
  const wrong = counted.flatMap((money): Finding[] => {
    const [due, got] = [starsFor(money), money.visit?.stars ?? 0];
    return due === got ? [] : [{ subject: money.orderId, why: `has ${got} stars and earned ${due}` }];
  });
  const missing = quiet.flatMap(({ order, money }): Finding[] =>
    order?.state === "PICKED_UP" && order.cardId !== null && money && money.captures > 0 && !money.visit
      ? [{ subject: order.orderId, why: "was paid and picked up, and its stars were not counted" }]
      : [],
  );
  return {
    judged: counted.length + accounts.judged,
    findings: [...wrong, ...missing, ...accounts.findings],
  };
}

/** Of the orders that have a coupon: no two the same one, and none that belongs to another. */
export function judgeCoupons(cases: readonly Case[], coupons: ReadonlyMap<string, CouponFact>): Judgement {
  const having = cases.flatMap(({ money }) => (money?.couponId ? [money] : []));
  const first = new Map<string, string>();
  const findings = having.flatMap(({ orderId, couponId }): Finding[] => {
    if (couponId === null) return [];
    const other = first.get(couponId);
    first.set(couponId, other ?? orderId);
    if (other !== undefined) return [{ subject: orderId, why: `${couponId} is used by ${other} too` }];
    const owner = coupons.get(couponId);
    return owner && owner.orderId !== orderId
      ? [{ subject: orderId, why: `${couponId} belongs to ${owner.orderId ?? "nobody"}` }]
      : [];
  });
  return { judged: having.length, findings };
}

/** What order may promise against a card that cannot be asked. */
const mostDeferred_krw = 30_000;
const isDue = new Set(["MAKING", "READY", "PICKED_UP", "UNCLAIMED"]);

/** `settled`: those of whom member has had two minutes to take what was promised. */
export function judgeDeferred(cases: readonly Case[], settled: readonly Case[]): Judgement {
  const perCard = new Map<string, { count: number; sum_krw: number }>();
  const open = cases.flatMap(({ order }) =>
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
  return { judged: open.length, findings: [...tooMuch, ...unpaid] };
}
