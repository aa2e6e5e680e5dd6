import { goodbye } from "@siren/contracts/live";
import { type OpsLiveData, type OpsLiveName, opsLiveEvents, opsSocketPath } from "@siren/contracts/ops";
import type { Renewal } from "@siren/web/access";
import type { Line, OpenLine } from "@siren/web/live/line";
import { createSilenceWatch } from "@siren/web/live/silence-watch";
import { type LiveStatus, liveOff } from "@siren/web/live/status";
import { type Observable, observable } from "@siren/web/observable";

/** Ticks come every two seconds. */
const silentAfterMs = 7_000;
const firstPauseMs = 500;
const longestPauseMs = 8_000;

export type OpsNews = { [N in OpsLiveName]: { name: N; data: OpsLiveData[N] } }[OpsLiveName];

type Parts = {
  openSocket: OpenLine;
  token: Observable<string | null>;
  renewToken: () => Promise<Renewal>;
  onNews: (news: OpsNews) => void;
  /** Heard again after a while without: what was told meanwhile is not told again. */
  onBack: () => void;
  now: () => number;
  chance: () => number;
  later: (ms: number, run: () => void) => () => void;
};

/** The gateway's news: nothing of it is numbered or kept, so a line that broke is opened anew and everything read again. */
export function createOpsLive({ openSocket, token, renewToken, onNews, onBack, now, chance, later }: Parts) {
  const status = observable<LiveStatus>(liveOff(now()));
  let line: Line | undefined;
  let isWanted = false;
  let failures = 0;
  let stopTimer = () => {};

  const watch = createSilenceWatch({
    ...{ afterMs: silentAfterMs, now, later },
    onSilent: () => line?.close(),
  });

  function enter(state: LiveStatus["state"]): void {
    if (status.get().state !== state) status.set({ ...status.get(), state, since: now() });
  }

  async function open(): Promise<void> {
    const auth = () => (token.get() === null ? {} : { token: token.get() });
    const opened = await openSocket(opsSocketPath, auth).catch(() => undefined);
    if (!isWanted) return opened?.close();
    if (!opened) return again(undefined);
    line = opened;
    let said: string | undefined;
    opened.onClosed((code) => {
      if (line !== opened) return;
      line = undefined;
      watch.stop();
      void again(said ?? code);
    });
    opened.on("goodbye", (payload) => {
      const farewell = goodbye.safeParse(payload);
      said = farewell.success ? farewell.data.code : undefined;
    });
    opened.on("hello", () => {
      const wasHeard = status.get().lastHeardAt !== null;
      failures = 0;
      watch.start();
      enter("live");
      status.set({ ...status.get(), road: "socket", lastHeardAt: now() });
      if (wasHeard) onBack();
    });
    for (const name of Object.keys(opsLiveEvents) as OpsLiveName[])
      opened.on(name, (payload) => {
        watch.heard();
        const data = opsLiveEvents[name].safeParse(payload);
        // The name chose the schema, which the compiler cannot see across a loop over names.
        if (data.success) onNews({ name, data: data.data } as OpsNews);
      });
    opened.connect();
  }

  async function again(code: string | undefined): Promise<void> {
    if (!isWanted) return;
    if (code === "FORBIDDEN") return stop();
    enter("offline");
    if (code === "UNAUTHENTICATED" || code === "TOKEN_EXPIRED") {
      const outcome = await renewToken();
      if (outcome === "ended") return stop();
    }
    if (!isWanted || line) return;
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 1.8 ** failures);
    failures += 1;
    stopTimer();
    stopTimer = later(pauseMs * (0.5 + 0.5 * chance()), () => void open());
  }

  const stopRenewing = token.subscribe(() => {
    const fresh = token.get();
    if (fresh !== null) void line?.ask("auth.renew", { token: fresh }).catch(() => undefined);
  });

  function stop(): void {
    isWanted = false;
    stopTimer();
    watch.stop();
    const closing = line;
    line = undefined;
    closing?.close();
    enter("off");
  }

  return {
    status: status as Observable<LiveStatus>,
    start(): void {
      if (isWanted) return;
      isWanted = true;
      enter("connecting");
      void open();
    },
    close(): void {
      stopRenewing();
      stop();
    },
  };
}
