import { type TicketView, ticketView } from "@siren/contracts/barista";
import type { Api } from "@siren/web/api";
import { ApiProblem } from "@siren/web/failures";
import { type Observable, observable } from "@siren/web/observable";

/** What a finger can do to a ticket or to one of its cups. */
export type Tap =
  | { verb: "accept" | "ready" | "hand-over" | "paid"; ticketId: string }
  | { verb: "reject"; ticketId: string; reason: string }
  | { verb: "claim" | "done" | "release"; ticketId: string; unitId: string };

export type Tapped = {
  tap: Tap;
  /** The command's id: whatever is sent again, it takes effect once. */
  key: string;
  phase: "sending" | "sending-again" | "refused" | "lost";
  error: unknown;
};
export type TapsById = ReadonlyMap<string, Tapped>;

const patienceMs = 120_000;
const attemptTimeoutMs = 6_000;
const mostConflicts = 3;

const targetOf = (tap: Tap): string =>
  "unitId" in tap
    ? `/barista/units/${tap.unitId}/${tap.verb}`
    : `/barista/tickets/${tap.ticketId}/${tap.verb}`;

/** One of each at a time: a second finger on the same button is the same tap. */
export const idOf = targetOf;

type TapsParts = {
  api: Api;
  newKey: () => string;
  onTicket: (ticket: TicketView) => void;
  /** A refusal says that the ticket is not as it was shown. */
  onRefused: () => void;
};

export type Taps = ReturnType<typeof createTaps>;

export function createTaps({ api, newKey, onTicket, onRefused }: TapsParts) {
  const all = observable<TapsById>(new Map());
  const stop = new AbortController();

  function put(tapped: Tapped): void {
    all.set(new Map(all.get()).set(idOf(tapped.tap), tapped));
  }

  function drop(shouldDrop: (tapped: Tapped) => boolean): void {
    all.set(new Map([...all.get()].filter(([, tapped]) => !shouldDrop(tapped))));
  }

  async function send(tap: Tap, key: string, conflicts = 0): Promise<void> {
    put({ tap, key, phase: conflicts === 0 ? "sending" : "sending-again", error: null });
    try {
      const { body } = await api({
        ...{ method: "POST", path: targetOf(tap), answer: ticketView, key },
        ...{ retryForMs: patienceMs, timeoutMs: attemptTimeoutMs, signal: stop.signal },
        ...(tap.verb === "reject" && { body: { reason: tap.reason } }),
        onPause: (_attempt, error) => put({ tap, key, phase: "sending-again", error }),
      });
      drop((each) => each.tap.ticketId === tap.ticketId && (each.key === key || each.phase === "refused"));
      onTicket(body);
    } catch (error) {
      if (stop.signal.aborted) return;
      const isRefused = error instanceof ApiProblem;
      const isConflict = isRefused && error.problem.status === 409 && error.problem.retryable;
      if (isConflict && conflicts < mostConflicts) return send(tap, key, conflicts + 1);
      put({ tap, key, phase: isRefused ? "refused" : "lost", error });
      if (isRefused) onRefused();
    }
  }

  return {
    all: all as Observable<TapsById>,
    tap(tap: Tap): void {
      const before = all.get().get(idOf(tap));
      if (before?.phase === "sending" || before?.phase === "sending-again") return;
      // Lost on the way: whether it took effect is not known, so the same command goes again.
      void send(tap, before?.phase === "lost" ? before.key : newKey());
    },
    /** The words were read. */
    dismiss(tapped: Tapped): void {
      drop((each) => each === tapped);
    },
    stop: () => stop.abort(),
  };
}

export const tapsOf = (taps: TapsById, ticketId: string): Tapped[] =>
  [...taps.values()].filter(({ tap }) => tap.ticketId === ticketId);

export const isUnderWay = ({ phase }: Tapped): boolean => phase === "sending" || phase === "sending-again";
