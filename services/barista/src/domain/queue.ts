import { claimLeaseMs } from "./decide-cup.ts";
import { isOver, isShown, type Ticket, type Unit } from "./ticket.ts";

const waiting: ReadonlySet<Ticket["state"]> = new Set(["QUEUED", "ACCEPTED", "MAKING"]);
export const isWaiting = ({ state }: Ticket): boolean => waiting.has(state);

/** How fast a store is just now: baristas at work, and what they said they are late. */
export type Pace = { hands: number; delayMs: number };
export type Place = { place: number; etaAt: number };

/** One that is for later takes its place when the board shows it. */
export const queuedAt = ({ pickUpAt, placedAt, releaseAt }: Ticket) =>
  pickUpAt === null ? placedAt : releaseAt;

function unitSeconds(unit: Unit, now: number): number {
  if (isOver(unit)) return 0;
  if (unit.claimUntil === null) return unit.prepSeconds;
  const begunMs = now - (unit.claimUntil - claimLeaseMs);
  return Math.max(0, unit.prepSeconds - Math.floor(Math.max(0, begunMs) / 1_000));
}

const secondsLeft = (ticket: Ticket, now: number): number =>
  ticket.units.reduce((sum, unit) => sum + unitSeconds(unit, now), 0);

/** Where each ticket stands among those that are still to be made, and when it should be done. */
export function placesOf(tickets: readonly Ticket[], pace: Pace, now: number): Map<string, Place> {
  const places = new Map<string, Place>();
  let aheadSeconds = 0;
  for (const ticket of tickets.filter(isWaiting).toSorted((a, b) => queuedAt(a) - queuedAt(b))) {
    places.set(ticket.ticketId, { place: places.size + 1, etaAt: etaOf(ticket, aheadSeconds, pace, now) });
    aheadSeconds += secondsLeft(ticket, now);
  }
  return places;
}

/** Where one that is new stands behind all that were placed before it. */
export function placeIn(open: readonly Ticket[], ticket: Ticket, pace: Pace, now: number): Place {
  if (!isWaiting(ticket)) return { place: 1, etaAt: now };
  let [ahead, aheadSeconds] = [0, 0];
  for (const other of open) {
    if (other.ticketId === ticket.ticketId || !isWaiting(other)) continue;
    if (queuedAt(other) > queuedAt(ticket)) continue;
    ahead += 1;
    aheadSeconds += secondsLeft(other, now);
  }
  return { place: ahead + 1, etaAt: etaOf(ticket, aheadSeconds, pace, now) };
}

/** When it should be done, with so much before it. */
function etaOf(ticket: Ticket, aheadSeconds: number, { hands, delayMs }: Pace, now: number): number {
  const seconds = Math.ceil(aheadSeconds / hands) + secondsLeft(ticket, now);
  return Math.max(now + seconds * 1_000 + delayMs, ticket.pickUpAt ?? 0);
}

export type Load = { waiting: number; drinkSeconds: number; hands: number };

export function loadOf(open: readonly Ticket[], { hands }: Pace, now: number): Load {
  // One that is for later is nobody's work yet.
  const tickets = open.filter((one) => isWaiting(one) && (one.pickUpAt === null || isShown(one, now)));
  const drinkSeconds = tickets.reduce((sum, ticket) => sum + secondsLeft(ticket, now), 0);
  return { waiting: tickets.length, drinkSeconds, hands };
}

/** One cup of most drinks. */
const usualDrinkSeconds = 60;

/** What somebody who has not chosen yet may be told; a store of which nothing was ever told has nothing to do. */
export function waitOf(load: Load | null, delayMinutes: number): { orders: number; minutes: number } {
  const seconds = (load?.drinkSeconds ?? 0) / Math.max(1, load?.hands ?? 1) + usualDrinkSeconds;
  return { orders: load?.waiting ?? 0, minutes: Math.ceil(seconds / 60) + delayMinutes };
}

/** For the public board: enough to know oneself by, not enough to be known by others. */
export function maskedNickname(nickname: string): string {
  const letters = [...nickname];
  return letters.length <= 1 ? nickname : `${letters[0]}${"*".repeat(Math.min(letters.length - 1, 3))}`;
}
