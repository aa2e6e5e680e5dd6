import type { TicketView, UnitView } from "@siren/contracts/barista";
import { firstFree } from "./cups.ts";
import type { Tap } from "./taps.ts";

type Step = {
  tap: Tap;
  /** By which the button is found. */
  hook: "accept" | "start" | "ready" | "hand-over";
  word: "accept" | "start" | "ready" | "hand-over";
  cup?: UnitView | undefined;
};

/** What moves a ticket on: its large button, and what two taps on the card do. */
export function nextStep(ticket: TicketView): Step | undefined {
  const { ticketId, state, units } = ticket;
  switch (state) {
    case "QUEUED":
      return { tap: { verb: "accept", ticketId }, hook: "accept", word: "accept" };
    case "ACCEPTED": {
      const cup = firstFree(units);
      return (
        cup && { tap: { verb: "claim", ticketId, unitId: cup.unitId }, hook: "start", word: "start", cup }
      );
    }
    case "MAKING":
      return { tap: { verb: "ready", ticketId }, hook: "ready", word: "ready" };
    case "READY":
      return { tap: { verb: "hand-over", ticketId }, hook: "hand-over", word: "hand-over" };
    default:
      return undefined;
  }
}
