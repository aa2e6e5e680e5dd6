import type { Line } from "./line.ts";

type PolledEvent = { name: string; n: number };
/** What one request brought: how far the stream is, what came behind the place that was asked for, and what rings. */
type PolledPage = {
  stream: string;
  head: number;
  events: readonly PolledEvent[];
  next: number;
  rings?: readonly number[] | undefined;
};
/** `gone`: from that place on it cannot be told any more; the stream is at `head` now. */
export type Polled = PolledPage | { gone: true; head: number };

type Parts = {
  /** Without `after`: where the stream is now. With `wait` the answer may be kept back until there is something to tell. */
  read: (after: number | undefined, wait: boolean, signal: AbortSignal) => Promise<Polled>;
  acknowledge: (stream: string, n: number) => Promise<unknown>;
  /** So long nothing is asked after an answer without news. */
  pauseMs: number;
  later: (ms: number, run: () => void) => () => void;
};

/** Says what a socket would say, by asking for it. One stream: that of whoever asks. */
export function createPollingLine({ read, acknowledge, pauseMs, later }: Parts): Line {
  const listeners = new Map<string, (payload: unknown) => void>();
  let whenClosed: (code: string | undefined) => void = () => {};
  let whenAlive = () => {};
  let whenOther: (name: string, payload: unknown) => void = () => {};
  const closing = new AbortController();
  let round = new AbortController();

  const tell = (name: string, payload: unknown) => {
    const listener = listeners.get(name);
    if (listener) listener(payload);
    else whenOther(name, payload);
  };

  function close(code?: string): void {
    if (closing.signal.aborted) return;
    closing.abort();
    round.abort();
    whenClosed(code);
  }

  async function begin(): Promise<PolledPage> {
    const now = await read(undefined, false, closing.signal);
    if ("gone" in now) throw new Error("the stream cannot be read from its own end");
    return now;
  }

  async function connect(): Promise<void> {
    try {
      const { stream } = await begin();
      if (!closing.signal.aborted) tell("hello", { streams: [stream], expiresAt: Number.MAX_SAFE_INTEGER });
    } catch {
      close();
    }
  }

  async function resume({ stream, after }: { stream: string; after?: number }): Promise<object> {
    round.abort();
    const mine = new AbortController();
    round = mine;
    let at = after ?? (await begin()).head;
    for (;;) {
      const page = await read(at, false, mine.signal);
      if ("gone" in page) return { ok: false, n: page.head, code: "CURSOR_GONE" };
      at = give(page);
      if (at >= page.head || page.events.length === 0) break;
    }
    void goOn(at, mine.signal);
    return { ok: true, n: at, stream };
  }

  function give(page: PolledPage): number {
    whenAlive();
    for (const event of page.events) tell(event.name, event);
    for (const n of page.rings ?? []) tell("ring", { stream: page.stream, n });
    return page.next;
  }

  async function goOn(from: number, signal: AbortSignal): Promise<void> {
    let at = from;
    try {
      while (!signal.aborted) {
        const page = await read(at, true, signal);
        if (signal.aborted) return;
        if ("gone" in page) return close();
        at = give(page);
        if (page.events.length === 0) await new Promise<void>((resolve) => void later(pauseMs, resolve));
      }
    } catch {
      if (!signal.aborted) close();
    }
  }

  return {
    connect: () => void connect(),
    close: () => close(),
    on: (name, listener) => void listeners.set(name, listener),
    onOther(listener) {
      whenOther = listener;
    },
    async ask(name, payload) {
      if (name === "resume") return resume(payload as { stream: string; after?: number });
      if (name === "ack") {
        const { stream, n } = payload as { stream: string; n: number };
        return acknowledge(stream, n);
      }
      // Each request brings its own token.
      return { ok: true };
    },
    onClosed(listener) {
      whenClosed = listener;
    },
    onAlive(listener) {
      whenAlive = listener;
    },
  };
}
