import type { LiveHead } from "@siren/contracts/live";
import { goodbye, hello, liveHead, resumeAnswer, tick } from "@siren/contracts/live";
import type * as z from "zod/mini";
import type { Renewal } from "./access.ts";
import type { LiveSocket, OpenSocket } from "./live-socket.ts";
import { type Observable, observable } from "./observable.ts";
import { createStreams } from "./streams.ts";

export type LiveStatus = {
  state: "live" | "reconnecting" | "off";
  /** Since when it is so. */
  since: number;
  lastHeardAt: number | null;
};

type Catalogue = Record<string, z.ZodMiniType>;
type EventOf<C extends Catalogue> = {
  [N in keyof C & string]: { name: N; data: z.output<C[N]>; head: LiveHead };
}[keyof C & string];

export type LiveParts<C extends Catalogue> = {
  endpoint: { path: string; namespace: string };
  /** The namespace's events as contracts has them. */
  events: C;
  openSocket: OpenSocket;
  token: Observable<string | null>;
  /** Asked for when the server no longer takes what the socket was opened with. */
  renewToken: () => Promise<Renewal>;
  /** Sent with the handshake beside the token, such as the store whose board is wanted. */
  handshake?: Record<string, unknown>;
  onEvent: (event: EventOf<C>) => void;
  /** Connected again, or something is no longer to be had: read the whole state once. */
  onResync: () => void;
  /** An event that this page does not understand: it is older than the server. */
  onNotUnderstood?: (name: string) => void;
  now: () => number;
  chance: () => number;
  later: (ms: number, run: () => void) => () => void;
};

const firstPauseMs = 250;
const longestPauseMs = 5_000;
const pauseWhenOverloadedMs = 2_000;

export type Live = ReturnType<typeof createLive>;

/** One namespace's socket: opened again for ever, each event told once and in order. */
export function createLive<C extends Catalogue>(parts: LiveParts<C>) {
  const { events, now, chance, later, token } = parts;
  const status = observable<LiveStatus>({ state: "off", since: now(), lastHeardAt: null });
  const streams = createStreams(now);
  const resuming = new Map<string, { on: LiveSocket; outcome: Promise<boolean> }>();
  let socket: LiveSocket | undefined;
  let isWanted = false;
  let attempt = 0;
  let stopTimer = () => {};

  function enter(state: LiveStatus["state"]): void {
    const before = status.get();
    if (before.state !== state) status.set({ ...before, state, since: now() });
  }

  function heard(): void {
    status.set({ ...status.get(), lastHeardAt: now() });
  }

  async function open(): Promise<void> {
    stopTimer();
    const opened = await parts
      .openSocket(parts.endpoint, () => ({
        ...parts.handshake,
        ...(token.get() !== null && { token: token.get() }),
      }))
      .catch(() => undefined);
    if (!isWanted) return opened?.close();
    if (!opened) return again();
    socket = opened;
    let said: string | undefined;
    opened.onClosed((reason) => {
      if (socket !== opened) return;
      socket = undefined;
      void again(said ?? reason);
    });
    opened.onAlive(heard);
    opened.on("hello", (payload) => {
      const { streams } = hello.parse(payload);
      void Promise.all(streams.map((stream) => resume(opened, stream))).then((outcomes) => {
        if (socket !== opened || outcomes.includes(false)) return;
        attempt = 0;
        heard();
        enter("live");
        parts.onResync();
      });
    });
    opened.on("goodbye", (payload) => {
      const farewell = goodbye.safeParse(payload);
      said = farewell.success ? farewell.data.code : undefined;
    });
    opened.on("tick", (payload) => {
      heard();
      const { stream, n } = tick.parse(payload);
      if (streams.ticked(stream, n) === "gap") void resume(opened, stream);
    });
    for (const name of Object.keys(events)) opened.on(name, (payload) => take(opened, name, payload));
    opened.connect();
  }

  function take(from: LiveSocket, name: keyof C & string, payload: unknown): void {
    heard();
    const head = liveHead.safeParse(payload);
    if (!head.success) {
      parts.onNotUnderstood?.(name);
      return;
    }
    const { stream, n } = head.data;
    const verdict = streams.judge(stream, n);
    if (verdict === "gap") void resume(from, stream);
    if (verdict !== "take") return;
    const data = (events[name] as z.ZodMiniType).safeParse(payload);
    if (!data.success) {
      parts.onNotUnderstood?.(name);
      parts.onResync();
      return;
    }
    // The name chose the schema, which the compiler cannot see across a loop over names.
    parts.onEvent({ name, data: data.data, head: head.data } as EventOf<C>);
  }

  /** Asked for once at a time: a stream of events after a gap would ask again with each. */
  function resume(on: LiveSocket, stream: string): Promise<boolean> {
    const running = resuming.get(stream);
    if (running?.on === on) return running.outcome;
    const outcome = askToResume(on, stream).finally(() => {
      if (resuming.get(stream)?.outcome === outcome) resuming.delete(stream);
    });
    resuming.set(stream, { on, outcome });
    return outcome;
  }

  async function askToResume(on: LiveSocket, stream: string): Promise<boolean> {
    const after = streams.positionOf(stream);
    const answer = resumeAnswer.safeParse(
      await on.ask("resume", { stream, ...(after !== undefined && { after }) }).catch(() => undefined),
    );
    if (socket !== on) return false;
    if (!answer.success) {
      on.close();
      return false;
    }
    if (answer.data.ok) {
      streams.resumed(stream, answer.data.n);
      return true;
    }
    if (after === undefined) return true;
    streams.forget(stream);
    return askToResume(on, stream);
  }

  /** `reason` is the server's farewell or refusal, where it gave one. */
  async function again(reason?: string): Promise<void> {
    if (!isWanted) return;
    enter("reconnecting");
    if (reason === "UNAUTHENTICATED" || reason === "TOKEN_EXPIRED") {
      const outcome = await parts.renewToken();
      if (outcome === "ended" && attempt > 0) return stop();
    }
    if (!isWanted || socket) return;
    const least = reason === "OVERLOADED" || reason === "TOO_MANY_REQUESTS" ? pauseWhenOverloadedMs : 0;
    const growing = Math.min(longestPauseMs, firstPauseMs * 1.7 ** attempt);
    attempt += 1;
    stopTimer();
    stopTimer = later(Math.max(least, growing) * (0.5 + 0.5 * chance()), () => void open());
  }

  /** The token of an open socket is replaced before it runs out, so that it need not be opened again. */
  const stopRenewing = token.subscribe(() => {
    const fresh = token.get();
    if (fresh !== null) void socket?.ask("auth.renew", { token: fresh }).catch(() => undefined);
  });

  function start(): void {
    if (isWanted) return;
    isWanted = true;
    enter("reconnecting");
    void open();
  }

  function stop(): void {
    isWanted = false;
    stopTimer();
    const closing = socket;
    socket = undefined;
    closing?.close();
    enter("off");
  }

  return {
    status: status as Observable<LiveStatus>,
    /** From where a stream is to be heard, when a state that is complete up to `n` was read by other means. */
    startAfter: streams.startAfter,
    /** For a page that shows how far it can be trusted. */
    standing: streams.standing,
    start,
    stop,
    /** The network came back, or the page is looked at again: do not wait for the next try. */
    hurry(): void {
      if (!isWanted || socket) return;
      attempt = 0;
      void open();
    },
    /** For another person: nothing of the one before is kept. */
    dispose(): void {
      stopRenewing();
      stop();
    },
  };
}
