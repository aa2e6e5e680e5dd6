import type { BoardView } from "@siren/contracts/barista";
import { streams } from "@siren/contracts/live";
import type { OpenLine } from "@siren/web/live/line";
import { createPollingLine } from "@siren/web/live/polling-line";

/** As often as a socket would tick. */
const pauseMs = 2_000;

type Parts = {
  /** Reads the whole list and shows it. */
  read: (signal: AbortSignal) => Promise<BoardView>;
  later: (ms: number, run: () => void) => () => void;
};

/** A board where no websocket comes up: the list is read again and again, and nothing is told in between. */
export function pollBoard({ read, later }: Parts): OpenLine {
  return async () =>
    createPollingLine({
      async read(_after, _wait, signal) {
        const { storeId, n } = await read(signal);
        return { stream: streams.store(storeId), head: n, events: [], next: n };
      },
      acknowledge: async () => ({ ok: true }),
      ...{ pauseMs, later },
    });
}
