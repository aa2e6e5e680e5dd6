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
const open = new Set(["QUEUED", "ACCEPTED", "MAKING", "READY"]);

/** A barista at work: takes what the board shows, oldest first, all the way to the counter. */
export async function workShift(barista: Barista, options: ShiftOptions): Promise<void> {
  const { storeId, signal, onTrouble, isFetched = () => true } = options;
  while (!signal.aborted) {
    const seen = await barista.board(storeId).catch((error: unknown) => {
      barista.turnElsewhere();
      onTrouble?.(error);
    });
    const waiting = (seen?.tickets ?? []).filter(
      (ticket) => open.has(ticket.state) && (ticket.state !== "READY" || isFetched(ticket)),
    );
    for (const ticket of waiting) {
      if (signal.aborted) return;
      // Refused or unanswered: the next look at the board shows where it really stands.
      await finish(barista, ticket, options).catch((error: unknown) => onTrouble?.(error));
    }
    if (waiting.length === 0) await pause(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

async function finish(barista: Barista, ticket: TicketView, options: ShiftOptions): Promise<void> {
  const { isFetched = () => true } = options;
  let at = ticket;
  if (at.state === "QUEUED") at = await barista.accept(at);
  if (at.state === "ACCEPTED") at = await barista.claim(at);
  if (at.state === "MAKING") at = await barista.ready(at);
  if (at.state === "READY" && isFetched(at)) at = await barista.handOver(at);
  if (at.state === "HANDED_OVER") options.onHandedOver?.(at);
}
