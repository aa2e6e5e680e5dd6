import { errorFields } from "../log.ts";
import type { EventLogPort, MessagingLog } from "../messaging/ports.ts";
import type { StreamHub } from "./stream-hub.ts";

const tickEveryMs = 2_000;

type Parts = {
  hub: Pick<StreamHub, "of" | "streams">;
  eventLog: Pick<EventLogPort, "streamHeads">;
  log: Pick<MessagingLog, "warn">;
  now: () => number;
};

/** Tells whoever wants it how far their stream is: one read for all streams, however many boards there are. */
export function startTicking({ hub, eventLog, log, now }: Parts): () => void {
  let isReading = false;

  async function tick(): Promise<void> {
    const ticked = [...hub.streams()].filter((stream) => [...hub.of(stream)].some((one) => one.tick));
    if (ticked.length === 0 || isReading) return;
    isReading = true;
    try {
      // Asked of the log and not of the sockets: a tick proves that the log can be read.
      const heads = await eventLog.streamHeads(ticked);
      const at = now();
      for (const stream of ticked) for (const one of hub.of(stream)) one.tick?.(heads.get(stream) ?? 0, at);
    } catch (error) {
      log.warn("live.tick-missed", { streams: ticked.length, ...errorFields(error) });
    } finally {
      isReading = false;
    }
  }

  const timer = setInterval(() => void tick(), tickEveryMs);
  return () => clearInterval(timer);
}
