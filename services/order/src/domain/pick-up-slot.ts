import { Refusal } from "@siren/contracts/refusal";

const slotMs = 15 * 60_000;
/** The rest is for those who stand in the store, or order as soon as possible. */
const shareForLater = 1 / 2;
const slotsAhead = 16;

/** An order for later, as the work that it is. */
export type Booked = { pickUpAt: number; prepSeconds: number };

const slotOf = (at: number) => Math.floor(at / slotMs);

/**
 * What is to be fetched within a quarter of an hour may be so much work as half of it has for those who are at the
 * board just now: nobody knows who will be there. A slot that is empty takes any one order.
 */
export function refuseFullSlot(booked: readonly Booked[], wish: Booked, hands: number): void {
  const mostSeconds = (hands * slotMs * shareForLater) / 1_000;
  const workIn = (slot: number) =>
    booked.reduce((sum, one) => (slotOf(one.pickUpAt) === slot ? sum + one.prepSeconds : sum), 0);
  const hasRoom = (slot: number) => {
    const known = workIn(slot);
    return known === 0 || wish.prepSeconds === 0 || known + wish.prepSeconds <= mostSeconds;
  };
  const slot = slotOf(wish.pickUpAt);
  if (hasRoom(slot)) return;
  const later = Array.from({ length: slotsAhead }, (_, i) => slot + 1 + i).find(hasRoom);
  const nextPickUpAt = later === undefined ? null : later * slotMs;
  throw new Refusal("STORE_AT_CAPACITY", "too much is ordered for that quarter of an hour", {
    ...{ pickUpFrom: slot * slotMs, pickUpTo: (slot + 1) * slotMs },
    ...(nextPickUpAt !== null && { nextPickUpAt }),
    // Only somebody who calls theirs off makes room.
    retryAfterS: 300,
  });
}

/** From where on bookings are of interest to whoever wants to come at `pickUpAt`. */
export const slotBegin = (pickUpAt: number): number => slotOf(pickUpAt) * slotMs;
