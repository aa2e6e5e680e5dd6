import type { PushSubscriptionRequest } from "@siren/contracts/push";
import { Refusal } from "@siren/contracts/refusal";
import type { Owner } from "../domain/order.ts";
import { pushAddress } from "../domain/push-service.ts";
import type { PushWork } from "./push-ports.ts";

export type SubscribingParts = {
  unit: <T>(work: (work: PushWork) => Promise<T>) => Promise<T>;
  testOrigin: string | undefined;
  idOf: (endpoint: string) => string;
  isPublicPoint: (p256dh: string) => boolean;
};

const mostOfOnePerson = 10;

/** The browser is told of this person's orders from now on, and of nobody else's. */
export async function subscribe(
  { unit, testOrigin, idOf, isPublicPoint }: SubscribingParts,
  owner: Owner,
  { endpoint: asked, keys, language }: PushSubscriptionRequest,
): Promise<void> {
  const endpoint = pushAddress(asked, testOrigin)?.href;
  if (endpoint === undefined) throw new Refusal("BAD_REQUEST", "No push service that is known here");
  if (!isPublicPoint(keys.p256dh)) throw new Refusal("BAD_REQUEST", "p256dh is no point of P-256");
  await unit(async (work) => {
    if (owner.kind === "guest" && !(await work.hasOpenOrder(owner)))
      throw new Refusal("FORBIDDEN", "Guests are told of the order that they have open");
    await work.put({ id: idOf(endpoint), owner, endpoint, ...keys, language }, mostOfOnePerson);
  });
}

/** Another person's stays; what is not there is gone already. */
export async function unsubscribe(
  { unit, testOrigin, idOf }: SubscribingParts,
  owner: Owner,
  asked: string,
): Promise<void> {
  const id = idOf(pushAddress(asked, testOrigin)?.href ?? asked);
  await unit(async (work) => {
    const found = await work.byId(id);
    if (found?.owner.kind === owner.kind && found.owner.id === owner.id) await work.remove(id);
  });
}
