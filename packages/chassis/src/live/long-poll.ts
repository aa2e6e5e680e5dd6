import type { EventLogPort, LiveRecord } from "../messaging/ports.ts";
import type { Rings } from "./rings.ts";
import type { Listener, StreamHub } from "./stream-hub.ts";

export type PollRequest = {
  stream: string;
  /** Left out: from now on. */
  after: number | undefined;
  waitMs: number;
  /** Given when the client has left. */
  signal: AbortSignal;
};
export type Polled = { head: number; records: LiveRecord[]; rings: number[] } | { goneAt: number };
export type Poll = (request: PollRequest) => Promise<Polled>;

const pageLength = 100;

type Parts = {
  hub: StreamHub;
  eventLog: Pick<EventLogPort, "readStream" | "streamHead">;
  rings: Rings | undefined;
  /** Given when the process begins to stop: who waits is answered and turns elsewhere. */
  stopping: AbortSignal;
};

/** The stream for somebody who asks again and again. For as long as one waits they are a listener like any socket. */
export function createPoll({ hub, eventLog, rings, stopping }: Parts): Poll {
  return async ({ stream, after, waitMs, signal }) => {
    let wake = () => {};
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const rung: number[] = [];
    const listener: Listener = {
      isRequest: true,
      hear: wake,
      ring(n) {
        rung.push(n);
        wake();
      },
    };
    // Before the first look: what happens between that and the wait is not missed.
    const leave = hub.listen(stream, listener);
    try {
      const head = await eventLog.streamHead(stream);
      const from = after ?? head;
      if (from > head) return { goneAt: head };
      const records = await eventLog.readStream(stream, from, pageLength);
      if (head > from && records[0]?.n !== from + 1) return { goneAt: head };
      await rings?.joined(stream, head);
      const page = { head, records, rings: rung };
      if (records.length > 0 || rung.length > 0 || waitMs === 0 || after === undefined) return page;
      await atMost(waitMs, woken, [signal, stopping]);
      const news = await eventLog.readStream(stream, from, pageLength);
      await rings?.decided(stream);
      return { head: Math.max(head, news.at(-1)?.n ?? 0), records: news, rings: rung };
    } finally {
      leave();
      rings?.left(stream);
    }
  };
}

function atMost(ms: number, done: Promise<void>, signals: AbortSignal[]): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    for (const signal of signals) signal.addEventListener("abort", end, { once: true });
    if (signals.some(({ aborted }) => aborted)) end();
    void done.then(end);
  });
}
