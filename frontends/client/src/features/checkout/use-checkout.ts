import type { PlaceOrderRequest } from "@siren/contracts/order";
import { isOutOfReach } from "@siren/web/failures";
import { useNow } from "@siren/web/use-now";
import { useObservable } from "@siren/web/use-observable";
import { useState } from "react";
import { shownLines, totalOf } from "../../shared/cart-lines.ts";
import { wishFor } from "../../shared/checkout-wish.ts";
import { useCards, useMenu, useQuote, useStore, useStoreNow } from "../../shared/queries.ts";
import { useIsReachable } from "../../shared/reach.ts";
import { useMember, useServices, useSession } from "../../shared/services.ts";
import { goesWithCoupon, methodOf, paymentOptions } from "./payment-options.ts";
import { pickUpTimes } from "./pick-up-times.ts";

/** Everything that the checkout shows and sends, from the cart, the wishes and what the services say of both. */
export function useCheckout() {
  const { cart, session, guest, wish: wishes } = useServices();
  const state = useSession();
  const member = useMember();
  const isKnownGuest = useObservable(guest);
  const isReached = useIsReachable();
  const now = useNow();
  const { storeId, lines } = useObservable(cart);
  const wish = wishFor(useObservable(wishes), storeId, now);
  const store = useStore(storeId);
  const mood = useStoreNow(storeId ?? "");
  const { data: menu } = useMenu(storeId ?? "");
  const { data: cards, error: cardsError } = useCards();
  const isStarting = state.kind === "starting";

  const offered = store?.handOvers ?? [{ kind: "take-out" as const, fee_krw: 0 }];
  const wanted = offered.find(({ kind }) => kind === (wish.handOver ?? "take-out")) ?? offered[0];
  const handOver = wanted?.kind ?? "take-out";
  const { pickUpAt } = wish;
  const couponId = wish.method !== "counter" && state.kind === "member" ? wish.couponId : undefined;
  const bare =
    storeId && lines.length > 0 && !isStarting
      ? { storeId, lines, handOver, ...(pickUpAt !== undefined && { pickUpAt }) }
      : null;
  const couponed = useQuote(bare && couponId !== undefined ? { ...bare, couponId } : null);
  const optionsAt = (total_krw: number) =>
    paymentOptions(
      state,
      cards,
      session.knownCards(),
      total_krw,
      isOutOfReach(cardsError) || (!cards && cardsError !== null),
    );
  const isCouponOn =
    couponId !== undefined && goesWithCoupon(wish.method, optionsAt(couponed.data?.total_krw ?? 0));
  const plain = useQuote(isCouponOn ? null : bare);
  const quoted = isCouponOn ? couponed : plain;

  const shown = shownLines(lines, menu);
  const drinks = shown.reduce(
    (sum, { item, line }) => (item && !item.isCounted ? sum + line.quantity : sum),
    0,
  );
  // Where the total cannot be confirmed, a member orders at the menu's price; order refuses another one.
  const isAway = isOutOfReach(quoted.error) || !isReached;
  const menuTotal_krw = menu ? totalOf(shown) + (wanted?.fee_krw ?? 0) : undefined;
  const total_krw = quoted.data?.total_krw ?? (isAway ? menuTotal_krw : undefined);
  const options = optionsAt(total_krw ?? couponed.data?.total_krw ?? 0);
  const method = methodOf(wish.method, options);
  const times = store ? pickUpTimes(store, { now, etaMinutes: quoted.data?.etaMinutes ?? null, mood }) : [];

  // A guest's order needs the cookie that comes with the first quote; one that is kept gets it later.
  const isOwned = member !== null || isKnownGuest || quoted.data !== undefined || !isReached;
  const isRefused = quoted.error !== null && !isAway;
  const isReady =
    total_krw !== undefined && !isStarting && isOwned && !quoted.isPlaceholderData && !isRefused;

  // While the checkout is open the quote is asked for again: what it was for the same wish is not changed silently.
  const asked = JSON.stringify([bare, isCouponOn && couponId]);
  const [seen, setSeen] = useState({ asked: "", total_krw: 0 });
  const isQuoted = quoted.data !== undefined && !quoted.isPlaceholderData;
  if (isQuoted && total_krw !== undefined && seen.asked !== asked) setSeen({ asked, total_krw });
  const seen_krw = seen.asked === asked ? seen.total_krw : undefined;

  function request(): PlaceOrderRequest | null {
    if (!bare || total_krw === undefined) return null;
    const { cardId } = options;
    const isCard = method === "card" && cardId !== undefined;
    return {
      ...bare,
      expected_total_krw: total_krw,
      payment: isCard ? { method: "card", cardId } : { method: "counter" },
      ...(isCard && isCouponOn && quoted.data?.coupon?.state === "APPLIED" && { couponId }),
    };
  }

  return {
    ...{ storeId, lines, store, menu, shown, drinks, bare, quoted, total_krw, options, method, times, now },
    ...{
      offered,
      handOver,
      pickUpAt,
      change: wishes.change,
      couponId,
      isAway,
      isReached,
      isReady,
      isOwned,
      seen_krw,
      isStarting,
      request,
    },
  };
}
