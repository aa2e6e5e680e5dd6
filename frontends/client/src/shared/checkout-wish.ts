import { couponId, instant, slug } from "@siren/contracts/ids";
import { handOver } from "@siren/contracts/order";
import { type Observable, observable } from "@siren/web/observable";
import { type KeptStorage, readJson } from "@siren/web/storage";
import * as z from "zod/mini";

const keptAs = "siren.checkout";

/** What was chosen on the checkout beside the cart: it outlives a way to the account and back, and a reload. */
const wish = z.object({
  storeId: z.nullable(slug),
  handOver: z.optional(handOver),
  pickUpAt: z.optional(instant),
  couponId: z.optional(couponId),
  method: z.optional(z.enum(["card", "counter"])),
});
type Wish = z.infer<typeof wish>;
const noWish: Wish = { storeId: null };

export type WishKeeper = Observable<Wish> & {
  /** For that store; what was wished for another one is forgotten. */
  change: (storeId: string, part: Omit<Partial<Wish>, "storeId">) => void;
  /** To another store, with how it is paid and all else that was chosen. */
  move: (fromId: string, toId: string) => void;
  /** It is of the person who was here. */
  withoutCoupon: () => void;
  clear: () => void;
};

export function createWish(storage: Pick<KeptStorage, "getItem" | "setItem">): WishKeeper {
  const kept = observable<Wish>(read());

  function read(): Wish {
    const found = wish.safeParse(readJson(storage, keptAs));
    return found.success ? found.data : noWish;
  }
  function keep(next: Wish): void {
    kept.set(next);
    storage.setItem(keptAs, JSON.stringify(next));
  }
  return {
    ...kept,
    change(storeId, part) {
      const before = kept.get().storeId === storeId ? kept.get() : {};
      keep({ ...before, ...part, storeId });
    },
    move: (fromId, toId) => kept.get().storeId === fromId && keep({ ...kept.get(), storeId: toId }),
    withoutCoupon() {
      const { couponId: _theirs, ...rest } = kept.get();
      keep(rest);
    },
    clear: () => keep(noWish),
  };
}

const visitMs = 60 * 60_000;

/**
 * For this store and visit: another store's wishes, or the time of an earlier visit, are none. One that has passed
 * meanwhile stays: order refuses it and names another, where leaving it out would mean "at once".
 */
export function wishFor(kept: Wish, storeId: string | null, now: number): Omit<Wish, "storeId"> {
  if (kept.storeId !== storeId) return {};
  const { storeId: _of, pickUpAt, ...rest } = kept;
  return pickUpAt !== undefined && pickUpAt > now - visitMs ? { ...rest, pickUpAt } : rest;
}
