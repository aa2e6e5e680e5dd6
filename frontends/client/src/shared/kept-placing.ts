import { idempotencyKey, instant } from "@siren/contracts/ids";
import { placeOrderRequest } from "@siren/contracts/order";
import { type KeptStorage, readJson } from "@siren/web/storage";
import * as z from "zod/mini";

export const guestOwner = "guest";
/** Each person's own: who comes to this browser in between takes nobody's key away. */
export const placingKeptAs = (ownerId: string): string => `siren.placing.${ownerId}`;

/** The key lives from the tap until a final answer, and with it this very request: whatever is retried, one order. */
const record = z.object({
  key: idempotencyKey,
  request: placeOrderRequest,
  /** When it was tapped. */
  at: instant,
  /** kept: tapped without a connection, so certainly not placed. stopped: sent, and then waited for no more. */
  how: z.enum(["sent", "kept", "stopped"]),
});
export type Placing = z.infer<typeof record> & { ownerId: string };

/** Within that time the same order again is taken for a second try, not for a second order. */
const sameOrderMs = 15 * 60_000;

export const isSecondTry = (known: Placing, request: Placing["request"], now: number): boolean =>
  now - known.at < sameOrderMs && JSON.stringify(known.request) === JSON.stringify(request);

/** Of an order that was tapped and has no answer: one for each person. */
export function createKeptPlacings(storage: KeptStorage) {
  function read(ownerId: string): Placing | undefined {
    const found = record.safeParse(readJson(storage, placingKeptAs(ownerId)));
    return found.success ? { ...found.data, ownerId } : undefined;
  }
  function keep({ ownerId, ...kept }: Placing): void {
    storage.setItem(placingKeptAs(ownerId), JSON.stringify(kept));
  }
  const isKeptStill = ({ ownerId, key }: Placing): boolean => read(ownerId)?.key === key;
  /** Never what another tab has tapped since. */
  function forget(placing: Placing): void {
    if (isKeptStill(placing)) storage.removeItem(placingKeptAs(placing.ownerId));
  }

  return {
    ...{ read, keep, isKeptStill, forget },

    /** What a guest never sent is wished on by the member that they turn out to be. */
    takenOver(ownerId: string): Placing | undefined {
      const guests = ownerId === guestOwner ? undefined : read(guestOwner);
      if (guests?.how !== "kept") return undefined;
      const own = { ...guests, ownerId };
      keep(own);
      forget(guests);
      return own;
    },
  };
}
