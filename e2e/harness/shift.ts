import { setTimeout as pause } from "node:timers/promises";
import type { TicketView } from "@siren/contracts/barista";
import type { Barista } from "./cafe.ts";

export type ShiftOptions = {
  storeId: string;
  /** Ends the shift; what was begun on one ticket is finished or left as it is. */
  signal: AbortSignal;
  /** Whether whoever it is for stands at the counter; by default they do, always. */
  isFetched?: (ticket: TicketView) => boolean;
  onHandedOver?: (ticket: TicketView) => void;
  onTrouble?: (error: unknown) => void;
};

const lookEveryMs = 150;
export const openTickets: ReadonlySet<string> = new Set(["QUEUED", "ACCEPTED", "MAKING", "READY"]);

/** A barista at work: takes what the board shows, oldest first, all the way to the counter. */
export async function workShift(barista: Barista, options: ShiftOptions): Promise<void> {
  const { storeId, signal, onTrouble, isFetched = () => true } = options;
  while (!signal.aborted) {
    const seen = await barista.board(storeId).catch((error: unknown) => {
      barista.turnElsewhere();
      onTrouble?.(error);
    });
    const waiting = (seen?.tickets ?? []).filter(
      (ticket) => openTickets.has(ticket.state) && (ticket.state !== "READY" || isFetched(ticket)),
    );
    for (const ticket of waiting) {
      if (signal.aborted) return;
      // Refused or unanswered: the next look at the board shows where it really stands.
      await finishTicket(barista, ticket, options).catch((error: unknown) => onTrouble?.(error));
    }
    if (waiting.length === 0) await pause(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

/** From wherever it stands all the way to the counter; who pays there has paid by then. */
export async function finishTicket(
  barista: Barista,
  ticket: TicketView,
  { isFetched = () => true, onHandedOver }: Pick<ShiftOptions, "isFetched" | "onHandedOver"> = {},
): Promise<void> {
  let at = ticket;
  if (at.payment === "COUNTER_DUE") at = await barista.paid(at);
  if (at.state === "QUEUED") at = await barista.accept(at);
  if (at.state === "ACCEPTED") at = await barista.claim(at);
  if (at.state === "MAKING") at = await barista.ready(at);
  if (at.state === "READY" && isFetched(at)) at = await barista.handOver(at);
  if (at.state === "HANDED_OVER") onHandedOver?.(at);
}
