import type { Problem } from "@siren/contracts/problems";
import { ApiProblem } from "@siren/web/failures";
import { type Observable, observable } from "@siren/web/observable";
import { pauseMs } from "@siren/web/retrying";
import type { Kept } from "./kept-said.ts";

/** What a finger said, until the service has answered it. */
export type Said = {
  /** The command's id: whatever is sent again, it takes effect once. */
  key: string;
  /** Who said it. */
  by: string;
  at: number;
  phase: "waiting" | "sending" | "refused";
  /** It was on its way once: whether it took effect is not known. */
  isTried: boolean;
  problem: Problem | null;
};

/** By what they are about. */
export type Lanes<T> = ReadonlyMap<string, readonly T[]>;

/** Of different lanes; those of one lane go one after the other. */
const mostAtOnce = 6;
const conflictPauseMs = 150;

type QueueParts<T extends Said, A> = {
  laneOf: (said: T) => string;
  send: (said: T, signal: AbortSignal) => Promise<A>;
  onAnswer: (answer: A, said: T) => void;
  /** What was said on top of one that is refused, and would build on something that is not there. */
  fallsWith: (behind: T, refused: T) => boolean;
  /** A refusal says that something is not as it was shown. */
  onRefused: () => void;
  kept: Pick<Kept<T>, "found" | "keep">;
  chance: () => number;
  later: (ms: number, run: () => void) => () => void;
};

/**
 * What was said and is not answered yet, in its order. It is kept over a reload with its keys, and goes on its way
 * until the service has answered: a tablet in a dead network works on, and nothing takes effect twice.
 */
export function createKeptQueue<T extends Said, A>(parts: QueueParts<T, A>) {
  const { laneOf, kept, chance, later } = parts;
  const stop = new AbortController();
  const all = observable<Lanes<T>>(new Map());
  const underWay = new Set<string>();
  let list: readonly T[] = [];
  let failures = 0;
  let isPausing = false;
  let isKeeping = false;
  let stopTimer = () => {};

  /** Before anything else can happen to the page, and once for all that a moment changes. */
  function keepSoon(): void {
    if (isKeeping) return;
    isKeeping = true;
    queueMicrotask(() => {
      isKeeping = false;
      kept.keep(list);
    });
  }

  const inLane = (lane: string) => list.filter((one) => laneOf(one) === lane);

  function put(next: readonly T[], lane: string): void {
    list = next;
    keepSoon();
    const own = inLane(lane);
    const lanes = new Map(all.get());
    if (own.length > 0) lanes.set(lane, own);
    else lanes.delete(lane);
    all.set(lanes);
  }
  const change = (said: T, to: Partial<Said>) =>
    put(
      list.map((one) => (one.key === said.key ? { ...one, ...to } : one)),
      laneOf(said),
    );
  const drop = (lane: string, isGone: (said: T) => boolean) =>
    put(
      list.filter((one) => laneOf(one) !== lane || !isGone(one)),
      lane,
    );

  function pump(): void {
    if (isPausing || stop.signal.aborted) return;
    for (const said of list) {
      if (underWay.size >= mostAtOnce) return;
      if (said.phase !== "refused" && !underWay.has(laneOf(said))) void send(said);
    }
  }

  async function send(said: T): Promise<void> {
    const lane = laneOf(said);
    underWay.add(lane);
    change(said, { phase: "sending", isTried: true });
    try {
      const answer = await parts.send(said, stop.signal);
      failures = 0;
      drop(lane, (one) => one.key === said.key || one.phase === "refused");
      parts.onAnswer(answer, said);
    } catch (error) {
      if (stop.signal.aborted) return;
      if (isFinal(error)) refuse(said, error.problem);
      else {
        change(said, { phase: "waiting" });
        pause(error);
      }
    } finally {
      underWay.delete(lane);
      pump();
    }
  }

  function refuse(said: T, problem: Problem): void {
    const index = list.findIndex(({ key }) => key === said.key);
    const behind = new Set(
      list.slice(index + 1).flatMap((one) => (parts.fallsWith(one, said) ? one.key : [])),
    );
    drop(laneOf(said), (one) => behind.has(one.key) && one.phase !== "refused");
    change(said, { phase: "refused", problem });
    parts.onRefused();
  }

  function pause(error: unknown): void {
    if (isPausing) return;
    const isConflict = error instanceof ApiProblem && error.problem.status === 409;
    isPausing = true;
    stopTimer = later(isConflict ? conflictPauseMs : pauseMs(failures, chance), goOn);
    failures += 1;
  }

  function goOn(): void {
    stopTimer();
    isPausing = false;
    pump();
  }

  return {
    all: all as Observable<Lanes<T>>,
    of: (lane: string): readonly T[] => all.get().get(lane) ?? [],
    begin(): void {
      list = kept.found.map((one) => (one.phase === "sending" ? { ...one, phase: "waiting" } : one));
      const lanes = new Set(list.map(laneOf));
      all.set(new Map([...lanes].map((lane) => [lane, inLane(lane)])));
      pump();
    },
    /** In place of those of its lane that it `replaces`. */
    add(said: T, replaces: (one: T) => boolean): void {
      const lane = laneOf(said);
      put([...list.filter((one) => laneOf(one) !== lane || !replaces(one)), said], lane);
      pump();
    },
    /** As if it had not been said; false where it may have arrived. */
    takeBack(key: string): boolean {
      const said = list.find((one) => one.key === key);
      if (!said || said.isTried) return false;
      drop(laneOf(said), (one) => one.key === key);
      return true;
    },
    /** The words were read. */
    dismiss: (said: T) => drop(laneOf(said), ({ key }) => key === said.key),
    /** The network is there again: do not wait for the next try. */
    hurry(): void {
      failures = 0;
      goOn();
    },
    stop(): void {
      stop.abort();
      stopTimer();
    },
  };
}

/** Understood and refused. Who has to sign in again, or comes too often, is heard later. */
const isFinal = (error: unknown): error is ApiProblem =>
  error instanceof ApiProblem && !error.problem.retryable && error.problem.status !== 401;

/** Gone once, and not answered: what somebody has to know of who works in a dead network. */
export const isUnsent = ({ phase, isTried }: Said): boolean => phase === "waiting" && isTried;
