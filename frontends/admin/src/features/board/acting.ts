import type { TicketView, UnitView } from "@siren/contracts/barista";
import { type Observable, observable } from "@siren/web/observable";
import type { Tap, Tapped, Taps } from "./taps.ts";

/** A tap that may still be taken back, and what would do it. */
export type Undoable = { tapped: Tapped; undoneBy: Tap | null };

export type Acting = ReturnType<typeof createActing>;

/** What takes a tap back once the service has it. The others are final there. */
export function undoneBy(tap: Tap, ticket: TicketView): Tap | null {
  const { ticketId } = tap;
  if (tap.verb === "claim") return { verb: "release", ticketId, unitId: tap.unitId };
  if (tap.verb === "ready") return { verb: "recall", ticketId };
  if (tap.verb === "recall") return { verb: "ready", ticketId };
  if (tap.verb !== "done") return null;
  const others = ticket.units.filter(({ unitId }) => unitId !== tap.unitId);
  const wasLast = others.every(({ state }) => state === "DONE" || state === "REJECTED");
  return wasLast ? { verb: "recall", ticketId } : null;
}

/** A finger's way to the taps, which remembers the last of them for a slip of it. */
export function createActing(taps: Pick<Taps, "tap" | "takeBack">) {
  const last = observable<Undoable | null>(null);
  return {
    last: last as Observable<Undoable | null>,
    act(tap: Tap, ticket: TicketView, cup?: UnitView): void {
      const { orderId, number, nickname } = ticket;
      const tapped = taps.tap(tap, { orderId, number, nickname, cup: cup?.name ?? null });
      if (tapped) last.set({ tapped, undoneBy: undoneBy(tap, ticket) });
    },
    undo({ tapped, undoneBy: reverse }: Undoable): void {
      last.set(null);
      if (taps.takeBack(tapped.key) || !reverse) return;
      taps.tap(reverse, tapped.about);
    },
    forget: () => last.set(null),
  };
}
