import type { Finding, MoneyFact } from "@siren/contracts/audit";
import { says } from "@siren/contracts/audit-phrases";
import type { WalletBook } from "../books/wallet-book.ts";
import type { Case } from "../casebook.ts";
import { type Judgement, sumBy } from "../judgement.ts";

/** Written anew from the agreement: one for a visit of 1,000 won, one for each 10,000, one for each own cup. */
function starsFor({ captured_krw, refunded_krw, visit }: MoneyFact): number {
  const kept_krw = captured_krw - refunded_krw;
  if (!visit || kept_krw <= 0) return 0;
  return (visit.isVisit && kept_krw >= 1_000 ? 1 : 0) + Math.floor(kept_krw / 10_000) + visit.ownCups;
}

/** `quiet`: those of whom member has had the time to hear that they were picked up. */
export function judgeStars(
  all: readonly Case[],
  quiet: readonly Case[],
  { stars }: Pick<WalletBook, "stars">,
): Judgement {
  const counted = all.flatMap(({ money }) => (money?.visit ? [money] : []));
  const wrong = counted.flatMap((money): Finding[] => {
    const [due, got] = [starsFor(money), money.visit?.stars ?? 0];
    if (due === got) return [];
    const paid = { captured: money.captured_krw, refunded: money.refunded_krw };
    return [{ subject: money.orderId, why: says("stars-otherwise", { got, due, ...paid }) }];
  });
  const missing = quiet.flatMap(({ order, money }): Finding[] =>
    order?.state === "PICKED_UP" && order.cardId !== null && money && money.captures > 0 && !money.visit
      ? [{ subject: order.orderId, why: says("stars-missing") }]
      : [],
  );
  const given = sumBy(counted, ({ visit }) => visit?.stars ?? 0);
  return {
    judged: counted.length + stars.judged(),
    findings: [...wrong, ...missing, ...stars.findings()],
    evidence: says("stars", { stars: given, orders: counted.length, accounts: stars.judged() }),
  };
}

/**
 * Of the orders that have a coupon: no two the same one, and none that belongs to another. Whose it is member says;
 * who came first decides only until that was read, so the rightful one is not named for having been read late.
 */
export function judgeCoupons(all: readonly Case[], { coupon }: Pick<WalletBook, "coupon">): Judgement {
  const having = all.flatMap(({ money }) => (money?.couponId ? [money] : []));
  const first = new Map<string, string>();
  const findings = having.flatMap(({ orderId, couponId }): Finding[] => {
    if (couponId === null) return [];
    const read = first.get(couponId) ?? orderId;
    first.set(couponId, read);
    const owner = coupon(couponId);
    if (owner && owner.orderId === null)
      return [{ subject: orderId, why: says("coupon-of-nobody", { coupon: couponId }) }];
    const rightful = owner?.orderId ?? read;
    return rightful === orderId
      ? []
      : [{ subject: orderId, why: says("coupon-twice", { coupon: couponId, order: rightful }) }];
  });
  return {
    judged: having.length,
    findings,
    evidence: says("coupons", { orders: having.length, coupons: first.size }),
  };
}
