import { type Observable, observable } from "../observable.ts";
import { createAcknowledgements } from "./acknowledgements.ts";
import { type Attempt, openGreeted } from "./greeted-line.ts";
import { type Catalogue, createHearing } from "./hearing.ts";
import type { Line } from "./line.ts";
import type { LiveParts } from "./live-parts.ts";
import { createRoads, type Road } from "./roads.ts";
import { createSilenceWatch } from "./silence-watch.ts";
import { type LiveStatus, liveOff } from "./status.ts";
import { createStreams } from "./streams.ts";

const firstPauseMs = 250;
const longestPauseMs = 5_000;
const pauseWhenOverloadedMs = 2_000;
/** On a road that is not the best, the better one is tried again and again. */
const socketAgainMs = 15_000;
const readAgainMs = 5_000;

export type Live = ReturnType<typeof createLive>;

/** One namespace, heard for ever: opened again after each break, each event told once and in order. */
export function createLive<C extends Catalogue>(parts: LiveParts<C>) {
  const { now, chance, later, token, silence } = parts;
  const status = observable<LiveStatus>(liveOff(now()));
  const streams = createStreams(now);
  const roads = createRoads({ hasPolling: parts.openPolling !== undefined });
  /** What is heard, and what would like to take its place. */
  let line: Line | undefined;
  let trying: Attempt | undefined;
  let isWhole = false;
  let isWanted = false;
  let failures = 0;
  let stopTimer = () => {};

  const watch = createSilenceWatch({
    ...{ afterMs: silence.afterMs, now, later },
    onSilent(heardAt) {
      const silent = line;
      lost(undefined, heardAt);
      silent?.close();
    },
  });
  const acknowledgements = createAcknowledgements({
    whenShown: parts.whenShown ?? (() => {}),
    send: (stream, n) => line?.ask("ack", { stream, n }),
    later,
  });
  const hearing = createHearing<C>({
    ...{ events: parts.events, streams },
    isCurrent: (one) => line === one,
    onEvent(event) {
      parts.onEvent(event);
      if (isWhole) acknowledgements.given(event.head.stream, event.head.n);
    },
    onRing: (stream, n) => parts.onRing?.(stream, n),
    onHeard(isProof) {
      if (isProof || silence.provenBy === "any word") watch.heard();
      status.set({ ...status.get(), lastHeardAt: now() });
    },
    onGap: () => enter("catching-up"),
    onWhole: () => enter("live"),
    onNotUnderstood(name) {
      parts.onNotUnderstood?.(name);
      void readAnew();
    },
    onForgotten(stream) {
      isWhole = false;
      acknowledgements.forget(stream);
    },
  });

  function enter(state: LiveStatus["state"], since = now()): void {
    const before = status.get();
    if (before.state !== state) status.set({ ...before, state, since });
  }

  /** Reads the state that the events build on; until then nothing is acknowledged, which would be said of all before it. */
  async function complete(on: Line, names: readonly string[]): Promise<void> {
    if (!(await readAnew())) {
      later(readAgainMs, () => line === on && void complete(on, names));
      return;
    }
    isWhole = true;
    for (const name of names) acknowledgements.given(name, streams.positionOf(name) ?? 0);
  }

  /** Whether the page has the whole state now. */
  async function readAnew(): Promise<boolean> {
    try {
      await parts.onResync();
      return true;
    } catch {
      return false;
    }
  }

  function open(road: Road): void {
    if (trying) return;
    stopTimer();
    const by = road === "polling" && parts.openPolling ? parts.openPolling : parts.openSocket;
    const auth = () => ({ ...parts.handshake, ...(token.get() !== null && { token: token.get() }) });
    trying = openGreeted({
      open: () => by(parts.endpoint, auth),
      later,
      onOpened: hearing.listen,
      onGreeted: (opened, names) => adopt(opened, road, names),
      onFailed: (code) => failed(road, code),
      onClosed: (opened, code) => line === opened && lost(code),
    });
  }

  /** From now on this one is heard, and no other. */
  function adopt(opened: Line, road: Road, names: readonly string[]): void {
    const before = line;
    line = opened;
    trying = undefined;
    before?.close();
    roads.opened(road);
    enter("catching-up");
    status.set({ ...status.get(), road, lastHeardAt: now() });
    // A request that waits has a deadline of its own.
    if (road === "socket") watch.start();
    else stopTimer = later(socketAgainMs, () => open("socket"));
    void Promise.all(names.map((name) => hearing.resume(opened, name))).then(async (outcomes) => {
      if (line !== opened || outcomes.includes(false)) return;
      failures = 0;
      enter("live");
      acknowledgements.sendAll();
      await complete(opened, names);
    });
  }

  function failed(road: Road, code: string | undefined): void {
    trying = undefined;
    roads.failed(road, code);
    if (line) stopTimer = later(socketAgainMs, () => open("socket"));
    else void again(code);
  }

  function lost(code: string | undefined, since?: number): void {
    line = undefined;
    watch.stop();
    void again(code, since);
  }

  /** `code` is the server's farewell or refusal, where it gave one. */
  async function again(code: string | undefined, since?: number): Promise<void> {
    if (!isWanted) return;
    enter("offline", since);
    if (code === "UNAUTHENTICATED" || code === "TOKEN_EXPIRED") {
      const outcome = await parts.renewToken();
      if (outcome === "ended" && failures > 0) return stop();
    }
    if (!isWanted || line || trying) return;
    const least = code === "OVERLOADED" || code === "TOO_MANY_REQUESTS" ? pauseWhenOverloadedMs : 0;
    const growing = Math.min(longestPauseMs, firstPauseMs * 1.7 ** failures);
    failures += 1;
    stopTimer();
    stopTimer = later(Math.max(least, growing) * (0.5 + 0.5 * chance()), () => open(roads.next()));
  }

  /** The token of an open socket is replaced before it runs out, so that it need not be opened again. */
  const stopRenewing = token.subscribe(() => {
    const fresh = token.get();
    if (fresh !== null) void line?.ask("auth.renew", { token: fresh }).catch(() => undefined);
  });

  function start(): void {
    if (isWanted) return;
    isWanted = true;
    enter("connecting");
    open(roads.next());
  }

  function stop(): void {
    isWanted = false;
    stopTimer();
    watch.stop();
    const closing = line;
    line = undefined;
    closing?.close();
    trying?.cancel();
    trying = undefined;
    enter("off");
  }

  return {
    status: status as Observable<LiveStatus>,
    /** From where a stream is to be heard, when a state that is complete up to `n` was read by other means. */
    startAfter: streams.startAfter,
    /** Read by other means just now, and complete up to `n`. */
    readUpTo: streams.readUpTo,
    /** For a page that shows how far it can be trusted. */
    standing: streams.standing,
    start,
    stop,
    /** The network came back, or the page is looked at again: do not wait for the next try. */
    hurry(): void {
      if (!isWanted) return;
      failures = 0;
      if (line && status.get().road === "socket" && watch.isSilent()) line.close();
      else if (!line || status.get().road === "polling") open(line ? "socket" : roads.next());
    },
    /** For another person: nothing of the one before is kept. */
    dispose(): void {
      stopRenewing();
      stop();
    },
  };
}
