import type { PlaceOrderRequest } from "@siren/contracts/order";
import { Refusal } from "@siren/contracts/refusal";
import type { Owner } from "../domain/order.ts";
import type { GuestTerms, Work } from "./ports.ts";
import { slots } from "./record-change.ts";

export type GuestOrder = {
  guest: Owner;
  request: PlaceOrderRequest;
  total_krw: number;
  address: string | null;
};

/**
 * Who has no account is good for little: one order at a time that is paid before it is made. The number of the
 * day is drawn in the same transaction, so of two that count the others at once one has to count again.
 */
export async function checkGuest(work: Work, terms: GuestTerms, order: GuestOrder): Promise<void> {
  const { guest, request, total_krw, address } = order;
  if (!(await work.isKnownGuest(guest.id))) throw new Refusal("UNAUTHENTICATED", "ask for a quote first");
  if (request.payment.method !== "counter") throw new Refusal("FORBIDDEN", "guests pay at the counter");
  if (total_krw > terms.guestMost_krw)
    throw new Refusal("FORBIDDEN", `guests order for at most ${terms.guestMost_krw} won`);
  if ((await work.slotHolder(slots.guest(guest.id))) !== null)
    throw new Refusal("FORBIDDEN", "guests have one open order at a time");
  await refuseTooManyGuests(work, terms, { storeId: request.storeId, address });
}

const inAMinute = { retryAfterS: 60 };

/** A store has only so many orders of guests, and of those only so many from one address. */
export async function refuseTooManyGuests(
  work: Work,
  terms: GuestTerms,
  { storeId, address }: { storeId: string; address: string | null },
): Promise<void> {
  const open = await work.openGuestOrders(storeId);
  if (open.length >= terms.guestsPerStore)
    throw new Refusal("TOO_MANY_REQUESTS", "the store has as many orders of guests as it takes", inAMinute);
  const fromThere = open.filter((one) => address !== null && one.address === address);
  if (fromThere.length >= terms.guestsPerAddress)
    throw new Refusal(
      "TOO_MANY_REQUESTS",
      "there are many open orders of guests from where you are",
      inAMinute,
    );
}
