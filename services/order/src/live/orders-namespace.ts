import type { LiveNamespace } from "@siren/chassis/live/live";
import { socketPaths, streams } from "@siren/contracts/live";
import { Refusal } from "@siren/contracts/refusal";

/** Everybody hears of their own orders and of nothing else. */
export const ordersNamespace: LiveNamespace = {
  name: socketPaths.orders.namespace,
  streamsOf({ caller }) {
    if (caller.kind === "guest") return [streams.guest(caller.sub)];
    if (caller.kind !== "member") throw new Refusal("UNAUTHENTICATED");
    return [streams.member(caller.sub)];
  },
};
