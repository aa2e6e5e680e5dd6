import type { TicketView } from "@siren/contracts/barista";

export type Tone = "fresh" | "late" | "very-late";
export type Age = { minutes: number; tone: Tone };

/** Minutes after which somebody should look, and after which somebody should run. */
const limits = {
  QUEUED: [2, 5],
  ACCEPTED: [6, 12],
  MAKING: [8, 15],
  READY: [10, 30],
} as const;

/** Since the order was placed, which is what the customer counts; a finished drink cools since it is ready. */
export function ageOf(ticket: Pick<TicketView, "state" | "placedAt" | "changedAt">, now: number): Age {
  const since = ticket.state === "READY" ? ticket.changedAt : ticket.placedAt;
  // A tablet's clock may be behind: nothing is younger than now.
  const minutes = Math.max(0, Math.floor((now - since) / 60_000));
  const [late, veryLate] = ticket.state in limits ? limits[ticket.state as keyof typeof limits] : [1e9, 1e9];
  return { minutes, tone: minutes >= veryLate ? "very-late" : minutes >= late ? "late" : "fresh" };
}
