import { livePage } from "@siren/contracts/live";
import type { Connections } from "@siren/web/connections";
import { isApiFailure } from "@siren/web/failures";
import type { OpenLine } from "@siren/web/live/line";
import { createPollingLine, type Polled } from "@siren/web/live/polling-line";

const pauseMs = 1_000;

/** What the socket would say of this person's orders, for networks that let no websocket through. */
export function pollOrders({ api, later }: Pick<Connections, "api" | "later">): OpenLine {
  async function read(after: number, _wait: boolean, signal: AbortSignal): Promise<Polled> {
    const path = `/order/events?after=${after}`;
    try {
      return (await api({ method: "GET", path, answer: livePage, signal })).body;
    } catch (error) {
      const isGone = isApiFailure(error) && error.kind === "problem" && error.problem.code === "CURSOR_GONE";
      if (!isGone) throw error;
      return { gone: true, head: Number(error.problem.head) };
    }
  }
  return async () => createPollingLine({ read, acknowledge: async () => ({ ok: true }), pauseMs, later });
}
