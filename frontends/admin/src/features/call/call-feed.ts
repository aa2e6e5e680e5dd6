import { type CallBoard, callBoard } from "@siren/contracts/barista";
import { callLiveEvents, socketPaths, streams } from "@siren/contracts/live";
import type { Connections } from "@siren/web/connections";
import { isApiFailure } from "@siren/web/failures";
import { createLive } from "@siren/web/live/live";
import { createPollingLine } from "@siren/web/live/polling-line";
import { openSocketIo } from "@siren/web/live/socket-line";
import { type Observable, observable } from "@siren/web/observable";
import {
  type Called,
  type Calls,
  newlyCalled,
  noCalls,
  withCleared,
  withList,
  withReady,
} from "./call-state.ts";

/** What is being made is told by nobody: it is read again and again. */
const readEveryMs = 10_000;
const pollEveryMs = 2_000;
const silentAfterMs = 40_000;

export type CallStatus = { readAt: number | null; isUnknown: boolean };

/** One store's call board, for the screen above its counter: public, and heard for as long as it hangs there. */
export function createCallFeed(
  storeId: string,
  { api, now, chance, later }: Connections,
  onCalled: (called: readonly Called[]) => void,
) {
  const calls = observable<Calls>(noCalls);
  const status = observable<CallStatus>({ readAt: null, isUnknown: false });
  const stream = streams.call(storeId);
  const stopping = new AbortController();
  let stopTimer = () => {};

  function show(after: Calls): void {
    const before = calls.get();
    const isFirst = status.get().readAt === null;
    calls.set(after);
    const news = newlyCalled(before, after);
    // Whoever was called before this screen was switched on has heard it elsewhere.
    if (news.length > 0 && !isFirst) onCalled(news);
  }

  async function ask(signal: AbortSignal): Promise<CallBoard> {
    const path = `/barista/stores/${encodeURIComponent(storeId)}/callboard`;
    const { body } = await api({ method: "GET", path, answer: callBoard, signal, isAnonymous: true });
    show(withList(calls.get(), body));
    status.set({ readAt: now(), isUnknown: false });
    return body;
  }

  const live = createLive({
    ...{
      endpoint: socketPaths.call,
      events: callLiveEvents,
      openSocket: openSocketIo(() => location.origin),
    },
    ...{
      token: observable<string | null>(null),
      renewToken: async () => "ended" as const,
      handshake: { storeId },
    },
    ...{ now, chance, later },
    openPolling: async () =>
      createPollingLine({
        async read(_after, _wait, signal) {
          const { n } = await ask(signal);
          return { stream, head: n, events: [], next: n };
        },
        acknowledge: async () => ({ ok: true }),
        ...{ pauseMs: pollEveryMs, later },
      }),
    silence: { afterMs: silentAfterMs, provenBy: "any word" },
    onEvent(event) {
      if (event.name === "call.ready") show(withReady(calls.get(), event.data));
      else if (event.name === "call.cleared") show(withCleared(calls.get(), event.data.number));
    },
    onResync: () => read(),
  });

  async function read(): Promise<void> {
    stopTimer();
    try {
      await ask(stopping.signal);
    } catch (error) {
      if (stopping.signal.aborted) return;
      const isUnknown = isApiFailure(error) && error.kind === "problem" && error.problem.status === 404;
      if (isUnknown) status.set({ ...status.get(), isUnknown });
    }
    if (!stopping.signal.aborted) stopTimer = later(readEveryMs, () => void read());
  }

  return {
    calls: calls as Observable<Calls>,
    status: status as Observable<CallStatus>,
    async start(): Promise<void> {
      await read();
      if (!stopping.signal.aborted) live.start();
    },
    hurry(): void {
      live.hurry();
      void read();
    },
    dispose(): void {
      stopping.abort();
      stopTimer();
      live.dispose();
    },
  };
}
