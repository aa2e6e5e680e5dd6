import type { LiveHead } from "@siren/contracts/live";
import { liveHead, resumeAnswer, ring, tick } from "@siren/contracts/live";
import type * as z from "zod/mini";
import type { Line } from "./line.ts";
import type { Streams } from "./streams.ts";

export type Catalogue = Record<string, z.ZodMiniType>;
export type EventOf<C extends Catalogue> = {
  [N in keyof C & string]: { name: N; data: z.output<C[N]>; head: LiveHead };
}[keyof C & string];

type HearingParts<C extends Catalogue> = {
  /** The namespace's events as contracts has them. */
  events: C;
  streams: Streams;
  isCurrent: (line: Line) => boolean;
  onEvent: (event: EventOf<C>) => void;
  /** Of a member's devices it is this one's turn. */
  onRing: (stream: string, n: number) => void;
  /** A word of the server, whatever it was; `isProof` if a stream was read for it. */
  onHeard: (isProof: boolean) => void;
  /** Something is missing, and has been asked for; told again when it is over. */
  onGap: () => void;
  onWhole: () => void;
  onNotUnderstood: (name: string) => void;
  onForgotten: (stream: string) => void;
};

/** What a line says, each event told once and in order; what is missing is asked for. */
export function createHearing<C extends Catalogue>(parts: HearingParts<C>) {
  const { events, streams, isCurrent } = parts;
  const resuming = new Map<string, { on: Line; outcome: Promise<boolean> }>();

  /** A stream goes on over an event that this page does not know: without it, its `n` would be missing for ever. */
  function passOver(from: Line, name: string, payload: unknown): void {
    if (liveHead.safeParse(payload).success) take(from, name, payload);
  }

  function take(from: Line, name: string, payload: unknown): void {
    if (!isCurrent(from)) return;
    parts.onHeard(true);
    const head = liveHead.safeParse(payload);
    if (!head.success) {
      parts.onNotUnderstood(name);
      return;
    }
    const { stream, n } = head.data;
    const verdict = streams.judge(stream, n);
    if (verdict === "gap") void close(from, stream);
    if (verdict !== "take") return;
    const data = events[name]?.safeParse(payload);
    if (!data?.success) {
      parts.onNotUnderstood(name);
      return;
    }
    // The name chose the schema, which the compiler cannot see across a loop over names.
    parts.onEvent({ name, data: data.data, head: head.data } as EventOf<C>);
    if (head.data.ring) parts.onRing(stream, n);
  }

  /** Closes a gap, or else the line: another one begins with asking for what is missing. */
  async function close(on: Line, stream: string): Promise<void> {
    parts.onGap();
    if (!(await resume(on, stream)) || !isCurrent(on)) return;
    if (streams.isBehind(stream)) on.close();
    else parts.onWhole();
  }

  /** Asked for once at a time: a stream of events after a gap would ask again with each. */
  function resume(on: Line, stream: string): Promise<boolean> {
    const running = resuming.get(stream);
    if (running?.on === on) return running.outcome;
    const outcome = askToResume(on, stream).finally(() => {
      if (resuming.get(stream)?.outcome === outcome) resuming.delete(stream);
    });
    resuming.set(stream, { on, outcome });
    return outcome;
  }

  async function askToResume(on: Line, stream: string): Promise<boolean> {
    const after = streams.positionOf(stream);
    const answer = resumeAnswer.safeParse(
      await on.ask("resume", { stream, ...(after !== undefined && { after }) }).catch(() => undefined),
    );
    if (!isCurrent(on)) return false;
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
    parts.onForgotten(stream);
    return askToResume(on, stream);
  }

  return {
    resume,
    listen(to: Line): void {
      to.onAlive(() => isCurrent(to) && parts.onHeard(false));
      to.on("tick", (payload) => {
        const said = tick.safeParse(payload);
        if (!said.success || !isCurrent(to)) return;
        parts.onHeard(true);
        const { stream, n, cutOffSince } = said.data;
        if (streams.ticked(stream, n, cutOffSince) === "gap") void close(to, stream);
      });
      to.on("ring", (payload) => {
        const said = ring.safeParse(payload);
        if (said.success && isCurrent(to)) parts.onRing(said.data.stream, said.data.n);
      });
      for (const name of Object.keys(events)) to.on(name, (payload) => take(to, name, payload));
      to.onOther((name, payload) => passOver(to, name, payload));
    },
  };
}
