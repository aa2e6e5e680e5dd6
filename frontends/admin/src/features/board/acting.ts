import type { TicketView, UnitView } from "@siren/contracts/barista";
import { type Observable, observable } from "@siren/web/observable";
import type { Tap, Tapped, Taps } from "./taps.ts";

type Undone = { tapped: Tapped; undoneBy: Tap | null };
/** A tap that may still be taken back, and what would do it; with those that were tapped in one with it. */
export type Undoable = Undone & { others: readonly Undone[] };

export type Act = { tap: Tap; ticket: TicketView; cup?: UnitView | undefined };
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

  function send({ tap, ticket, cup }: Act): Undone | undefined {
    const { orderId, number, nickname } = ticket;
    const tapped = taps.tap(tap, { orderId, number, nickname, cup: cup?.name ?? null });
    return tapped && { tapped, undoneBy: undoneBy(tap, ticket) };
  }

  function actTogether(acts: readonly Act[]): void {
    const [first, ...others] = acts.flatMap((each) => send(each) ?? []);
    if (first) last.set({ ...first, others });
  }

  return {
    last: last as Observable<Undoable | null>,
    act: (tap: Tap, ticket: TicketView, cup?: UnitView) => actTogether([{ tap, ticket, cup }]),
    actTogether,
    undo({ others, ...first }: Undoable): void {
      last.set(null);
      for (const { tapped, undoneBy: reverse } of [first, ...others])
        if (!taps.takeBack(tapped.key) && reverse) taps.tap(reverse, tapped.about);
    },
    forget: () => last.set(null),
  };
}
