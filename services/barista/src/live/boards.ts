import type { LiveNamespace } from "@siren/chassis/live/live";
import type { NeighbourProbe } from "@siren/chassis/neighbour-probe";
import { slug } from "@siren/contracts/ids";
import { streams } from "@siren/contracts/live";
import { Refusal } from "@siren/contracts/refusal";

function storeOf(auth: Record<string, unknown>): string {
  const storeId = slug.safeParse(auth.storeId);
  if (!storeId.success) throw new Refusal("BAD_REQUEST", "Which store?");
  return storeId.data;
}

/**
 * The staff's board hears its own store, and a tick every 2 s that proves it is being told; and since when nobody tells
 * us of orders, because a board that is in sync with us is not in sync with what people have paid for then.
 */
export const boardNamespace = (order: Pick<NeighbourProbe, "isDown" | "lastSeenAt">): LiveNamespace => ({
  name: "/board",
  ticks: true,
  cutOffSince: () => (order.isDown() ? (order.lastSeenAt() ?? 0) : undefined),
  streamsOf({ caller }, auth) {
    const storeId = storeOf(auth);
    if (caller.kind !== "member") throw new Refusal("UNAUTHENTICATED");
    if (!caller.roles.includes("barista") && !caller.roles.includes("manager"))
      throw new Refusal("FORBIDDEN");
    if (!caller.stores.includes(storeId)) throw new Refusal("WRONG_STORE");
    return [streams.store(storeId)];
  },
});

/** Open to anybody, so it may not take the places of the boards. */
const mostScreens = 2_000;

/** The screen above the counter: public, so it carries numbers and masked nicknames and nothing else. */
export const callNamespace = (knowsStore: (storeId: string) => Promise<boolean>): LiveNamespace => ({
  name: "/call",
  mostSockets: mostScreens,
  async streamsOf(_admitted, auth) {
    const storeId = storeOf(auth);
    if (!(await knowsStore(storeId))) throw new Refusal("NOT_FOUND");
    return [streams.call(storeId)];
  },
});
