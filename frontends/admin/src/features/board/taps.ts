import { type TicketView, ticketView } from "@siren/contracts/barista";
import type { LocalText } from "@siren/contracts/menu";
import type { Problem } from "@siren/contracts/problems";
import type { Api } from "@siren/web/api";
import { ApiProblem } from "@siren/web/failures";
import { type Observable, observable } from "@siren/web/observable";
import { pauseMs } from "@siren/web/retrying";
import type { KeptTaps } from "./kept-taps.ts";

/** What a finger can do to a ticket or to one of its cups. */
export type TicketTap =
  | { verb: "accept" | "ready" | "hand-over" | "paid" | "recall"; ticketId: string }
  | { verb: "reject"; ticketId: string; reason: string; units?: string[] | undefined };
export type CupTap =
  | { verb: "claim" | "done" | "release"; ticketId: string; unitId: string }
  | { verb: "remake"; ticketId: string; unitId: string; reason: string };
export type Tap = TicketTap | CupTap;

/** What it was about, for when the board does not have that ticket any more. */
export type About = { orderId: string; number: number; nickname: string; cup: LocalText | null };

export type Tapped = {
  tap: Tap;
  about: About;
  /** The command's id: whatever is sent again, it takes effect once. */
  key: string;
  by: string;
  at: number;
  phase: "waiting" | "sending" | "refused";
  /** It was on its way once: whether it took effect is not known. */
  isTried: boolean;
  problem: Problem | null;
};
export type TapsByTicket = ReadonlyMap<string, readonly Tapped[]>;

const attemptTimeoutMs = 6_000;
/** Of different tickets; those of one ticket go one after the other. */
const mostAtOnce = 6;
const conflictPauseMs = 150;

const targetOf = (tap: Tap): string =>
  "unitId" in tap
    ? `/barista/units/${tap.unitId}/${tap.verb}`
    : `/barista/tickets/${tap.ticketId}/${tap.verb}`;

function bodyOf(tap: Tap): object | undefined {
  if (tap.verb === "remake") return { reason: tap.reason };
  if (tap.verb === "reject") return { reason: tap.reason, ...(tap.units && { units: tap.units }) };
  return undefined;
}

type TapsParts = {
  api: Api;
  newKey: () => string;
  /** Who taps. */
  by: string;
  kept: KeptTaps;
  now: () => number;
  chance: () => number;
  later: (ms: number, run: () => void) => () => void;
  onTicket: (ticket: TicketView) => void;
  /** A refusal says that the ticket is not as it was shown. */
  onRefused: () => void;
};

export type Taps = ReturnType<typeof createTaps>;

/**
 * What was tapped and is not answered yet, in its order. It is kept over a reload with its keys, and goes on its way
 * until the service has answered: a tablet in a dead network works on, and nothing takes effect twice.
 */
export function createTaps({ api, newKey, by, kept, now, chance, later, onTicket, onRefused }: TapsParts) {
  const stop = new AbortController();
  const all = observable<TapsByTicket>(new Map());
  const underWay = new Set<string>();
  let list: readonly Tapped[] = [];
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

  function put(next: readonly Tapped[], ticketId: string): void {
    list = next;
    keepSoon();
    const own = list.filter(({ tap }) => tap.ticketId === ticketId);
    const byTicket = new Map(all.get());
    if (own.length > 0) byTicket.set(ticketId, own);
    else byTicket.delete(ticketId);
    all.set(byTicket);
  }
  const change = (key: string, ticketId: string, to: Partial<Tapped>) =>
    put(
      list.map((one) => (one.key === key ? { ...one, ...to } : one)),
      ticketId,
    );
  const drop = (ticketId: string, isGone: (tapped: Tapped) => boolean) =>
    put(
      list.filter((one) => one.tap.ticketId !== ticketId || !isGone(one)),
      ticketId,
    );

  function pump(): void {
    if (isPausing || stop.signal.aborted) return;
    for (const tapped of list) {
      if (underWay.size >= mostAtOnce) return;
      if (tapped.phase !== "refused" && !underWay.has(tapped.tap.ticketId)) void send(tapped);
    }
  }

  async function send({ tap, key }: Tapped): Promise<void> {
    const { ticketId } = tap;
    underWay.add(ticketId);
    change(key, ticketId, { phase: "sending", isTried: true });
    try {
      const { body } = await api({
        ...{ method: "POST", path: targetOf(tap), answer: ticketView, key, body: bodyOf(tap) },
        ...{ timeoutMs: attemptTimeoutMs, signal: stop.signal },
      });
      failures = 0;
      drop(ticketId, (one) => one.key === key || one.phase === "refused");
      onTicket(body);
    } catch (error) {
      if (stop.signal.aborted) return;
      if (isFinal(error)) refuse(tap, key, error.problem);
      else {
        change(key, ticketId, { phase: "waiting" });
        pause(error);
      }
    } finally {
      underWay.delete(ticketId);
      pump();
    }
  }

  /** What was tapped on top of it would build on something that is not there. */
  function refuse(tap: Tap, key: string, problem: Problem): void {
    const isOfAnotherCup = (one: Tap) => "unitId" in tap && "unitId" in one && one.unitId !== tap.unitId;
    const index = list.findIndex((one) => one.key === key);
    const behind = new Set(
      list.flatMap((one, at) => (at > index && !isOfAnotherCup(one.tap) ? [one.key] : [])),
    );
    drop(tap.ticketId, (one) => behind.has(one.key) && one.phase !== "refused");
    change(key, tap.ticketId, { phase: "refused", problem });
    onRefused();
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

  function begin(): void {
    list = kept.found.map((one) => (one.phase === "sending" ? { ...one, phase: "waiting" } : one));
    const ids = new Set(list.map(({ tap }) => tap.ticketId));
    all.set(new Map([...ids].map((id) => [id, list.filter(({ tap }) => tap.ticketId === id)])));
    pump();
  }

  return {
    all: all as Observable<TapsByTicket>,
    begin,
    tap(tap: Tap, about: About): Tapped | undefined {
      const target = targetOf(tap);
      const same = list.find((one) => targetOf(one.tap) === target);
      // A second finger on the same button is the same tap.
      if (same && same.phase !== "refused") return undefined;
      const tapped: Tapped = {
        ...{ tap, about, key: newKey(), by, at: now() },
        ...{ phase: "waiting", isTried: false, problem: null },
      };
      put([...list.filter((one) => one !== same), tapped], tap.ticketId);
      pump();
      return tapped;
    },
    /** As if it had not been tapped; false where it may have arrived. */
    takeBack(key: string): boolean {
      const tapped = list.find((one) => one.key === key);
      if (!tapped || tapped.isTried) return false;
      drop(tapped.tap.ticketId, (one) => one.key === key);
      return true;
    },
    /** The words were read. */
    dismiss: ({ tap, key }: Tapped) => drop(tap.ticketId, (one) => one.key === key),
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

export const pendingOf = (taps: readonly Tapped[]): Tapped[] =>
  taps.filter(({ phase }) => phase !== "refused");
