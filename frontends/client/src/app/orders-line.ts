import { orderLiveEvents, socketPaths } from "@siren/contracts/live";
import type { Connections } from "@siren/web/connections";
import { afterPaint } from "@siren/web/live/after-paint";
import { createLive, type Live } from "@siren/web/live/live";
import type { LiveParts } from "@siren/web/live/live-parts";
import { openSocketIo } from "@siren/web/live/socket-line";
import { type CallParts, watchCallBoards } from "./call-boards.ts";
import { pollOrders } from "./polled-orders.ts";

/** The server pings every 10 s. */
const silentAfterMs = 15_000;

type Told = Pick<LiveParts<typeof orderLiveEvents>, "onEvent" | "onResync"> &
  CallParts & {
    /** It is this browser's turn to ring; of which order, where it was told of that before. */
    onReady: (event: string, orderId: string | undefined) => void;
  };

const eventOf = (stream: string, n: number) => `${stream}#${n}`;

/** By which a person hears of their orders: loaded with the first who may have some. */
export function createOrdersLine(connections: Connections, parts: Told): Live {
  const { orders, onCalled, onEvent, onReady, onResync } = parts;
  const { api, access, now, chance, later } = connections;
  const stopWatching = watchCallBoards({ ...connections, orders, onCalled });
  /** The turn to ring may come long after the event, and names nothing but its number. */
  const readyOrders = new Map<string, string>();
  const live = createLive({
    ...{ endpoint: socketPaths.orders, events: orderLiveEvents, now, chance, later },
    openSocket: openSocketIo(() => location.origin),
    openPolling: pollOrders({ api, later }),
    whenShown: afterPaint,
    silence: { afterMs: silentAfterMs, provenBy: "any word" },
    token: access.token,
    renewToken: async () => (access.isKnown() ? access.renew() : "ended"),
    onResync,
    onEvent(event) {
      if (event.name === "order.ready")
        readyOrders.set(eventOf(event.head.stream, event.head.n), event.data.order.orderId);
      onEvent(event);
    },
    onRing(stream, n) {
      const event = eventOf(stream, n);
      onReady(event, readyOrders.get(event));
    },
    onNotUnderstood: (name) => console.warn("siren: an event that this page does not understand", name),
  });
  return {
    ...live,
    dispose() {
      stopWatching();
      live.dispose();
    },
  };
}
