import type { TicketView } from "@siren/contracts/barista";

export type Tone = "fresh" | "late" | "very-late";
export type Age = { minutes: number; tone: Tone; dueInMinutes: number | null };

/** Minutes after which somebody should look, and after which somebody should run, where nothing was promised. */
const limits = {
  QUEUED: [2, 5],
  ACCEPTED: [6, 12],
  MAKING: [8, 15],
  READY: [10, 30],
} as const;
/** So long before what was promised, and so long after it. */
const soonMs = 30_000;
const overdueMs = 120_000;

type Aged = Pick<TicketView, "state" | "placedAt" | "changedAt" | "promisedAt">;

/**
 * By what its customer was promised when they ordered, and for how long it waits: since it was ordered, or since it is
 * ready, when it begins to cool.
 */
export function ageOf(ticket: Aged, now: number): Age {
  const { state, promisedAt } = ticket;
  const since = state === "READY" ? ticket.changedAt : ticket.placedAt;
  // A tablet's clock may be behind: nothing is younger than now.
  const minutes = Math.max(0, Math.floor((now - since) / 60_000));
  const [late, veryLate] = state in limits ? limits[state as keyof typeof limits] : [1e9, 1e9];
  const byWaiting: Tone = minutes >= veryLate ? "very-late" : minutes >= late ? "late" : "fresh";
  if (promisedAt === null || state === "READY") return { minutes, tone: byWaiting, dueInMinutes: null };
  const leftMs = promisedAt - now;
  const byPromise: Tone = leftMs < -overdueMs ? "very-late" : leftMs < soonMs ? "late" : "fresh";
  // Whoever waits for a first word is answered soon, whenever their drink is due.
  const tone = state === "QUEUED" && byPromise === "fresh" ? byWaiting : byPromise;
  return { minutes, tone, dueInMinutes: Math.ceil(leftMs / 60_000) };
}
