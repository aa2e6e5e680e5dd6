import type { StoreProfile } from "@siren/contracts/menu";
import { type Quote, quote, type quoteRequest } from "@siren/contracts/order";
import { useQueries } from "@tanstack/react-query";
import type * as z from "zod/mini";
import { useStoresNear } from "./near-stores.ts";
import { useServices } from "./services.ts";

type Cart = Omit<z.infer<typeof quoteRequest>, "storeId" | "couponId">;

export type StoreOffer = {
  store: StoreProfile & { distanceM?: number | undefined };
  quote: Quote | undefined;
  error: unknown;
  isPending: boolean;
};

/** Nobody reads through a whole chain, and each of them is asked. */
const mostAsked = 8;

/** What the same would cost and take at the other stores: a quote of each, which orders nothing. */
export function useStoreOffers(cart: Cart, exceptId: string, isWanted: boolean): StoreOffer[] {
  const { api } = useServices();
  const stores = (useStoresNear().stores ?? [])
    .filter(({ storeId }) => storeId !== exceptId)
    .slice(0, mostAsked);
  const asked = useQueries({
    queries: stores.map((store) => {
      const isOffered = store.handOvers.some(({ kind }) => kind === (cart.handOver ?? "take-out"));
      const { handOver: _notThere, ...bare } = cart;
      const body = { ...(isOffered ? cart : bare), storeId: store.storeId };
      return {
        queryKey: ["offer", body],
        enabled: isWanted,
        queryFn: async ({ signal }: { signal: AbortSignal }) =>
          (await api({ method: "POST", path: "/order/quotes", answer: quote, body, signal })).body,
      };
    }),
  });
  return stores.map((store, at) => ({
    store,
    quote: asked[at]?.data,
    error: asked[at]?.error ?? null,
    isPending: asked[at]?.isPending ?? true,
  }));
}

/** Those that can make it first, the quickest first among them. */
export function byWait(offers: readonly StoreOffer[]): StoreOffer[] {
  const minutes = ({ quote: found, error }: StoreOffer) =>
    found ? (found.etaMinutes ?? 1_000) : error ? 3_000 : 2_000;
  return [...offers].sort((a, b) => minutes(a) - minutes(b));
}
