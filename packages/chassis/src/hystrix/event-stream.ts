import type { IncomingMessage, ServerResponse } from "node:http";
import { Refusal } from "@siren/contracts/refusal";

type Options = {
  /** What to say now, one JSON text for each line; asked for only while somebody reads. */
  sample: () => readonly string[] | Promise<readonly string[]>;
  everyMs?: number;
  /** The first reader came, the last one left: for what has to be held open meanwhile. */
  onFirst?: () => void;
  onLast?: () => void;
};

export type EventStream = {
  /** Answers with the stream, until the reader leaves or `close`; throws when there are readers enough. */
  serve(req: IncomingMessage, res: ServerResponse): void;
  readers(): number;
  close(): void;
};

const mostReaders = 20;
/** A reader with so much unread is let go: it comes back, and what it missed is old by then. */
const mostUnreadBytes = 1024 * 1024;

/**
 * Server-sent events of one sample that all readers share. One timer while anybody reads, and none otherwise. A
 * reader may ask by `?delay=` for fewer, as dashboards do.
 */
export function createEventStream({ sample, everyMs = 500, onFirst, onLast }: Options): EventStream {
  const readers = new Map<ServerResponse, { every: number }>();
  let timer: NodeJS.Timeout | undefined;
  let turn = 0;
  let isSampling = false;

  function send(res: ServerResponse, text: string): void {
    if (res.writableLength > mostUnreadBytes) res.destroy();
    else res.write(text);
  }

  async function round(): Promise<void> {
    // A sample that has to be waited for is not asked for twice at once.
    if (isSampling) return;
    isSampling = true;
    try {
      const lines = await sample();
      // An empty round shows that we live, and finds out who has left.
      const text = lines.length === 0 ? ": ping\n\n" : lines.map((line) => `data: ${line}\n\n`).join("");
      for (const [res, { every }] of readers) if (turn % every === 0) send(res, text);
      turn++;
    } catch {
      for (const res of readers.keys()) send(res, ": ping\n\n");
    } finally {
      isSampling = false;
    }
  }

  function leave(res: ServerResponse): void {
    if (!readers.delete(res) || readers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
    onLast?.();
  }

  return {
    serve(req, res) {
      if (readers.size >= mostReaders) throw new Refusal("OVERLOADED");
      const asked = Number(new URL(req.url ?? "/", "http://stream").searchParams.get("delay") ?? everyMs);
      const delayMs = Number.isFinite(asked) ? Math.min(60_000, Math.max(everyMs, asked)) : everyMs;
      res.writeHead(200, {
        "content-type": "text/event-stream;charset=UTF-8",
        "cache-control": "no-cache, no-store, max-age=0, must-revalidate",
        pragma: "no-cache",
      });
      // Known to whoever waits for headers at once, and not with the first sample.
      res.write(": ping\n\n");
      readers.set(res, { every: Math.round(delayMs / everyMs) });
      res.once("close", () => leave(res));
      if (readers.size > 1) return;
      turn = 0;
      onFirst?.();
      timer = setInterval(() => void round(), everyMs);
      void round();
    },
    readers: () => readers.size,
    close() {
      for (const res of readers.keys()) res.end();
    },
  };
}
