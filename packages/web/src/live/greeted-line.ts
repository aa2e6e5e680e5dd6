import { goodbye, hello } from "@siren/contracts/live";
import type { Line } from "./line.ts";

/** A connection that is open and is not greeted leads nowhere. */
const greetingTimeoutMs = 10_000;

type Parts = {
  open: () => Promise<Line>;
  later: (ms: number, run: () => void) => unknown;
  /** Before anything can be said on it. */
  onOpened: (line: Line) => void;
  onGreeted: (line: Line, streams: readonly string[]) => void;
  /** It was never greeted. `code` is the server's farewell or refusal, where it gave one. */
  onFailed: (code: string | undefined) => void;
  /** It was greeted, and is closed. */
  onClosed: (line: Line, code: string | undefined) => void;
};

export type Attempt = { cancel: () => void };

/** Opens a line and waits for its greeting. Nothing is told of one that was cancelled before that. */
export function openGreeted({ open, later, onOpened, onGreeted, onFailed, onClosed }: Parts): Attempt {
  let line: Line | undefined;
  let phase: "waiting" | "greeted" | "over" = "waiting";
  let said: string | undefined;

  function fail(code: string | undefined): void {
    if (phase !== "waiting") return;
    phase = "over";
    onFailed(code);
  }

  async function begin(): Promise<void> {
    const opened = await open().catch(() => undefined);
    if (phase !== "waiting") return opened?.close();
    if (!opened) return fail(undefined);
    line = opened;
    opened.onClosed((code) => {
      if (phase === "greeted") onClosed(opened, said ?? code);
      else fail(said ?? code);
    });
    opened.on("goodbye", (payload) => {
      const farewell = goodbye.safeParse(payload);
      said = farewell.success ? farewell.data.code : undefined;
    });
    opened.on("hello", (payload) => {
      if (phase !== "waiting") return;
      const greeting = hello.safeParse(payload);
      if (!greeting.success) return opened.close();
      phase = "greeted";
      onGreeted(opened, greeting.data.streams);
    });
    onOpened(opened);
    later(greetingTimeoutMs, () => phase === "waiting" && opened.close());
    opened.connect();
  }
  void begin();

  return {
    cancel(): void {
      if (phase !== "waiting") return;
      phase = "over";
      line?.close();
    },
  };
}
