import { livePage } from "@siren/contracts/live";
import type { Connections } from "@siren/web/connections";
import { isApiFailure } from "@siren/web/failures";
import type { OpenLine } from "@siren/web/live/line";
import { createPollingLine, type Polled } from "@siren/web/live/polling-line";

const waitMs = 20_000;
/** What a waiting answer may take on its way beside that. */
const onTheWayMs = 8_000;
/** Between two answers without news: one that was not waited for must not become a flood. */
const pauseMs = 250;

/** What the socket would say of this person's orders, for networks that let no websocket through. */
export function pollOrders({ api, later }: Pick<Connections, "api" | "later">): OpenLine {
  async function read(after: number | undefined, wait: boolean, signal: AbortSignal): Promise<Polled> {
    const asked = new URLSearchParams({
      ...(after !== undefined && { after: String(after) }),
      ...(wait && { wait_ms: String(waitMs) }),
    });
    try {
      const { body } = await api({
        ...{ method: "GET", path: `/order/events?${asked}`, answer: livePage, signal },
        ...(wait && { timeoutMs: waitMs + onTheWayMs }),
      });
      return body;
    } catch (error) {
      const isGone = isApiFailure(error) && error.kind === "problem" && error.problem.code === "CURSOR_GONE";
      if (!isGone) throw error;
      return { gone: true, head: Number(error.problem.head) };
    }
  }

  const acknowledge = (stream: string, n: number) =>
    api({ method: "PUT", path: "/order/events/heard", body: { stream, n }, answer: null });

  return async () => createPollingLine({ read, acknowledge, pauseMs, later });
}
