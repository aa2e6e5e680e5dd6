import { type Quote, quote, type quoteRequest } from "@siren/contracts/order";
import { type CouponView, couponList } from "@siren/contracts/wallet";
import { ApiProblem } from "@siren/web/failures";
import { useObservable } from "@siren/web/use-observable";
import { useQueries, useQuery } from "@tanstack/react-query";
import type * as z from "zod/mini";
import { keys } from "../../shared/query-keys.ts";
import { useMember, useServices } from "../../shared/services.ts";

/** Nobody needs more to choose from, and each is asked for. */
const mostShown = 6;

/** What may still be used, the one that runs out first on top, one of each kind. */
export function usable(coupons: readonly CouponView[], now: number): CouponView[] {
  const open = coupons
    .filter(({ state, expiresAt }) => state === "AVAILABLE" && expiresAt > now)
    .sort((a, b) => a.expiresAt - b.expiresAt);
  const first = new Map<string, CouponView>();
  for (const one of open) if (!first.has(one.kind)) first.set(one.kind, one);
  return [...first.values()].slice(0, mostShown);
}

const leastDrinks: Record<CouponView["kind"], number> = { FREE_DRINK: 1, BIRTHDAY: 1, BOGO: 2 };

/** Spares a question whose answer is a refusal: coupons are for drinks, and one of them for two. */
export const mayFit = ({ kind }: Pick<CouponView, "kind">, drinks: number): boolean =>
  drinks >= leastDrinks[kind];

export type OfferedCoupon = {
  coupon: CouponView;
  /** What it takes off; 0 while that is not known. */
  off_krw: number;
  /** Order or member said that it does not count for this cart. */
  isUnfit: boolean;
};

const offOf = (quoted: Quote | undefined): number =>
  -(quoted?.adjustments.find(({ kind }) => kind === "coupon")?.amount_krw ?? 0);

/** A signed-in member's coupons and what each would do to this cart; none while member is away. */
export function useCoupons(cart: z.infer<typeof quoteRequest> | null, drinks: number): OfferedCoupon[] {
  const { api, session, now } = useServices();
  const member = useMember();
  const isOpen = useObservable(session.state).kind === "member";
  const { data: coupons = [] } = useQuery({
    queryKey: [...keys.coupons, "usable", member?.memberId],
    enabled: isOpen,
    queryFn: async ({ signal }) =>
      (await api({ method: "GET", path: "/member/coupons", answer: couponList, signal })).body.coupons,
    select: (all) => usable(all, now()),
  });
  const asked = useQueries({
    queries: coupons.map((coupon) => {
      const { couponId } = coupon;
      const { pickUpAt: _any, ...bare } = cart ?? { storeId: "", lines: [] };
      const body = { ...bare, couponId };
      return {
        queryKey: ["coupon-quote", body],
        enabled: cart !== null && mayFit(coupon, drinks),
        queryFn: async ({ signal }: { signal: AbortSignal }) =>
          (await api({ method: "POST", path: "/order/quotes", answer: quote, body, signal })).body,
      };
    }),
  });
  return coupons.map((coupon, at) => {
    const error = asked[at]?.error;
    const isRefused =
      error instanceof ApiProblem && (error.code === "COUPON_INVALID" || error.code === "COUPON_USED");
    const isUnfit = isRefused || !mayFit(coupon, drinks);
    return { coupon, off_krw: offOf(asked[at]?.data), isUnfit };
  });
}
