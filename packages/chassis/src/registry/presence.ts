import { growingPauseMs, pause } from "./pauses.ts";
import type { PushCalls } from "./push-calls.ts";

type Options = {
  registries: Iterable<PushCalls>;
  app: string;
  id: string;
  random: () => number;
  signal: AbortSignal;
  /** A registry that held our stream does not know us any more. */
  onForgotten: () => void;
};

/** Two pings and a half. */
const silenceMs = 10_000;
/** One that is away is asked often enough that its return costs nobody his presence for long. */
const mostPauseMs = { broken: 2_000, refused: 15_000 };

/**
 * Holds a presence stream with every registry: each of them sees for itself when this process ends without a
 * word. Until a peer has heard of us it answers 404, and so does a server that knows no such stream.
 */
export async function holdPresence(options: Options): Promise<void> {
  const { app, id, random, signal } = options;
  const path = `presence/${encodeURIComponent(app)}/${encodeURIComponent(id)}`;

  async function holdOne(push: PushCalls): Promise<void> {
    let failures = 0;
    let wasHeld = false;
    while (!signal.aborted) {
      let stream = "";
      const end = await push.listen(path, {
        ...{ silenceMs, signal },
        onEvent({ event, data }) {
          if (event === "stream") {
            stream = String((data as { stream?: unknown } | null)?.stream);
            wasHeld = true;
            failures = 0;
            void push.say("ack", { stream, ping: 0 });
          } else if (event === "ping") {
            void push.say("ack", { stream, ping: data });
          }
        },
      });
      if (signal.aborted) return;
      if (end.kind === "refused" && end.status === 404 && wasHeld) {
        wasHeld = false;
        options.onForgotten();
      }
      // Cut off while we live: back at once, before anybody takes us for dead.
      if (failures++ === 0 && end.kind === "broken") continue;
      await pause(growingPauseMs(failures - 1, random, 100, mostPauseMs[end.kind]), signal);
    }
  }
  await Promise.all([...options.registries].map(holdOne));
}
