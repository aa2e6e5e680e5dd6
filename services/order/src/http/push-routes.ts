import { type Route, route } from "@siren/chassis/http/routes";
import { pushKey, pushSubscriptionEnd, pushSubscriptionRequest } from "@siren/contracts/push";
import { type SubscribingParts, subscribe, unsubscribe } from "../use-cases/subscribe-to-push.ts";
import { ownerOf } from "./caller.ts";

export type PushRoutesParts = { subscribing: SubscribingParts; publicKey: () => Promise<string> };

const owners = { roles: ["customer", "guest"], byPass: true } as const;

/** Which browsers are told when an order is ready and no page is open. Both writes may be repeated as they are. */
export function pushRoutes({ subscribing, publicKey }: PushRoutesParts): Route[] {
  return [
    route({
      method: "GET",
      path: "/push-key",
      summary: "The public key that a browser subscribes with.",
      answers: { 200: pushKey },
      access: "anyone",
      handle: async () => ({ status: 200, body: { publicKey: await publicKey() } }),
    }),
    route({
      method: "PUT",
      path: "/push-subscriptions",
      summary: "This browser is told when an order of one's own is ready; a guest's until that order ends.",
      answers: { 204: null },
      access: owners,
      body: pushSubscriptionRequest,
      async handle({ caller, body }) {
        await subscribe(subscribing, ownerOf(caller), body);
        return { status: 204 };
      },
    }),
    route({
      method: "DELETE",
      path: "/push-subscriptions",
      summary: "This browser is told no more.",
      answers: { 204: null },
      access: owners,
      body: pushSubscriptionEnd,
      async handle({ caller, body }) {
        await unsubscribe(subscribing, ownerOf(caller), body.endpoint);
        return { status: 204 };
      },
    }),
  ];
}
