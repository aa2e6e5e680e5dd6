import type { OrderView } from "@siren/contracts/order";
import { createAccess } from "@siren/web/access";
import type { Connections } from "@siren/web/connections";
import { isOutOfReach } from "@siren/web/failures";
import type { Live } from "@siren/web/live/live";
import { type LiveStatus, liveOff } from "@siren/web/live/status";
import { observable } from "@siren/web/observable";
import { askAgainMs } from "@siren/web/query-client";
import type { CallParts } from "./call-boards.ts";

type Told = CallParts & {
  onOrder: (order: OrderView) => void;
  /** It is this browser's turn to ring; of which order, where it was told of that before. */
  onReady: (event: string, orderId: string | undefined) => void;
  /** Reads all of it anew. */
  onResync: () => Promise<unknown>;
};

/** Without a token, and said so: what is heard is the guest's whose cookie lies in this browser. */
export const asGuestOnly = (connections: Connections): Connections => ({
  ...connections,
  access: createAccess(),
  api: (call) => connections.api({ ...call, asGuest: true, isQuiet: true }),
});

/** One person's orders as they happen, by a line that is opened for them and closed when they go. */
export function createFollowed(connections: Connections, toldTo: (who: string) => Told) {
  const { now, later } = connections;
  const status = observable<LiveStatus>(liveOff(now()));
  let heardBy: string | null = null;
  let live: Live | undefined;

  /** What cannot be had just now is asked for again; until then orders are asked for as without a socket. */
  async function listen(who: string): Promise<void> {
    const isStill = () => heardBy === who && live === undefined;
    const { createOrdersLine } = await import("./orders-line.ts").catch(() => ({ createOrdersLine: null }));
    if (!isStill()) return;
    if (!createOrdersLine) return void later(askAgainMs, () => isStill() && listen(who));
    const { onOrder, onResync, ...told } = toldTo(who);
    const opened = createOrdersLine(connections, {
      ...told,
      onEvent: ({ data }) => "order" in data && onOrder(data.order),
      onResync: () =>
        onResync().catch((error) => {
          // An order that is refused to this person for good is no reason to ask for all of them again.
          if (isOutOfReach(error)) throw error;
        }),
    });
    live = opened;
    opened.status.subscribe(() => {
      if (live === opened) status.set(opened.status.get());
    });
    opened.start();
  }

  return {
    status,
    hear(who: string | null): void {
      if (who === heardBy) return;
      heardBy = who;
      live?.dispose();
      live = undefined;
      status.set(liveOff(now()));
      if (who !== null) void listen(who);
    },
    hurry: () => live?.hurry(),
  };
}
