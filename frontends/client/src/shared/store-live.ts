import { callLiveEvents, socketPaths } from "@siren/contracts/live";
import type { Connections } from "@siren/web/connections";
import { createLive, type Live } from "@siren/web/live/live";
import { openSocketIo } from "@siren/web/live/socket-line";
import { observable } from "@siren/web/observable";

/** The server pings every 10 s. */
const silentAfterMs = 15_000;

/** A store's public line: who is called, and that how the store stands has changed. */
export function createStoreLive(
  storeId: string,
  parts: Pick<Connections, "now" | "chance" | "later">,
  onChanged: () => void,
): Live {
  return createLive({
    ...{
      endpoint: socketPaths.call,
      events: callLiveEvents,
      openSocket: openSocketIo(() => location.origin),
    },
    ...parts,
    ...{ token: observable<string | null>(null), renewToken: async () => "ended" as const },
    handshake: { storeId },
    silence: { afterMs: silentAfterMs, provenBy: "any word" },
    onEvent({ name }) {
      if (name === "store.changed") onChanged();
    },
    // Since it was read, or while the line was broken, something may have been missed.
    onResync: onChanged,
  });
}
