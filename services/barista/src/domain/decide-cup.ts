import type { RejectReason, RemakeReason } from "@siren/contracts/barista";
import { type No, refused } from "./refused.ts";
import { isOver, paidFor, type Ticket, type TicketEvent, type Unit } from "./ticket.ts";

export const claimLeaseMs = 5 * 60_000;

type OfCup = { unitId: string; by: string };
export type CupCommand =
  | ({ kind: "claim" | "done" | "release" } & OfCup)
  /** The claim's time is over. */
  | ({ kind: "lapse" } & OfCup)
  | ({ kind: "remake"; reason: RemakeReason } & OfCup);

export type Decision = { ticket: Ticket; events: TicketEvent[] } | No;

/** Whoever has no account pays at the counter before anything is made. */
export const mustPayFirst = (ticket: Ticket) =>
  ticket.payment === "COUNTER_DUE" && !ticket.ownerId.startsWith("mem_");

/** `moved` stands where the table leads to, `before` where the ticket was. */
export function decideCup(moved: Ticket, before: Ticket, command: CupCommand, now: number): Decision {
  const unit = moved.units.find((one) => one.unitId === command.unitId);
  if (command.kind === "claim" && mustPayFirst(before)) return refused("PAYMENT_DUE");
  if (!unit) return refused("NOT_FOUND");
  switch (command.kind) {
    case "claim":
      return claim(moved, before, unit, command.by, now);
    case "done":
      return done(moved, unit, command.by, now);
    case "release":
    case "lapse":
      return giveBack(moved, unit, command);
    case "remake":
      return remake(moved, before, unit, command, now);
  }
}

const withUnit = (ticket: Ticket, unit: Unit): Ticket => ({
  ...ticket,
  units: ticket.units.map((one) => (one.unitId === unit.unitId ? unit : one)),
});

const ofUnit = ({ unitId, line, n }: Unit) => ({ unitId, line, n });
export const unitDone = (unit: Unit): TicketEvent => ({ type: "UnitDone", data: ofUnit(unit) });

export const madeOf = (unit: Unit): Unit => ({
  ...unit,
  state: "DONE",
  claimUntil: null,
  leftBy: null,
  doneTimes: unit.doneTimes + 1,
});

/** Ready once nothing is left to make; otherwise it stands as it is. */
function readyWhenOver(ticket: Ticket, events: TicketEvent[], now: number): Decision {
  if (!ticket.units.every(isOver)) return { ticket, events };
  return {
    ticket: { ...ticket, state: "READY", readyAt: now },
    events: [...events, { type: "TicketReady", data: {} }],
  };
}

function claim(moved: Ticket, before: Ticket, unit: Unit, by: string, now: number): Decision {
  if (isOver(unit)) return refused("ILLEGAL_TRANSITION");
  if (unit.state === "CLAIMED")
    return unit.claimedBy === by ? { ticket: before, events: [] } : refused("UNIT_CLAIMED");
  const claimed: Unit = {
    ...unit,
    state: "CLAIMED",
    claimedBy: by,
    claimUntil: now + claimLeaseMs,
    leftBy: null,
  };
  const events: TicketEvent[] = [{ type: "UnitStarted", data: ofUnit(unit) }];
  if (before.state !== "MAKING") events.unshift({ type: "TicketStarted", data: {} });
  return { ticket: withUnit({ ...moved, startedAt: moved.startedAt ?? now }, claimed), events };
}

function done(moved: Ticket, unit: Unit, by: string, now: number): Decision {
  // Whoever finds a cup whose maker has gone quiet may say that it was made; by then it is nobody's claim.
  const isFound = unit.state === "TODO" && unit.leftBy !== null;
  if (unit.state !== "CLAIMED" && !isFound) return refused("ILLEGAL_TRANSITION");
  if (!isFound && unit.claimedBy !== by) return refused("UNIT_CLAIMED");
  const made = withUnit(moved, { ...madeOf(unit), claimedBy: isFound ? unit.leftBy : by });
  return readyWhenOver(made, [unitDone(unit)], now);
}

function giveBack(moved: Ticket, unit: Unit, { kind, by }: CupCommand): Decision {
  if (unit.state !== "CLAIMED") return refused("ILLEGAL_TRANSITION");
  if (unit.claimedBy !== by) return refused("UNIT_CLAIMED");
  const isLapse = kind === "lapse";
  const free: Unit = {
    ...unit,
    state: "TODO",
    claimedBy: null,
    claimUntil: null,
    leftBy: isLapse ? by : null,
  };
  const because = isLapse ? "lease-lost" : "given-back";
  return {
    ticket: withUnit(moved, free),
    events: [{ type: "UnitReleased", data: { ...ofUnit(unit), because } }],
  };
}

function remake(
  moved: Ticket,
  before: Ticket,
  unit: Unit,
  { reason, by }: { reason: RemakeReason; by: string },
  now: number,
): Decision {
  if (unit.state !== "DONE") return refused("ILLEGAL_TRANSITION");
  const again: Unit = {
    ...unit,
    state: "TODO",
    claimedBy: null,
    remakes: [...unit.remakes, { reason, by, at: now }],
  };
  const events: TicketEvent[] = [{ type: "UnitRemade", data: { ...ofUnit(unit), reason } }];
  if (before.state === "READY") events.unshift({ type: "TicketRecalled", data: {} });
  return { ticket: { ...withUnit(moved, again), readyAt: null }, events };
}

/** Some cups will not be made. The last ones that would have been take the whole ticket with them. */
export function rejectCups(
  before: Ticket,
  { reason, unitIds }: { reason: RejectReason; unitIds: readonly string[] },
  now: number,
): Decision | "all" {
  const wanted = new Set(unitIds);
  const cups = before.units.filter(({ unitId }) => wanted.has(unitId));
  if (cups.length < wanted.size) return refused("NOT_FOUND");
  if (cups.some(isOver)) return refused("ILLEGAL_TRANSITION");
  const rest = before.units.filter((unit) => unit.state !== "REJECTED" && !wanted.has(unit.unitId));
  if (rest.length === 0) return "all";
  const units = before.units.map(
    (unit): Unit => (wanted.has(unit.unitId) ? rejectedUnit(unit, reason) : unit),
  );
  const byLine = [...new Set(cups.map(({ line }) => line))].map((line) => ({
    line,
    cups: cups.filter((cup) => cup.line === line),
  }));
  const lines = byLine.map(({ line, cups }) => ({ line, units: cups.length }));
  const notMade_krw = byLine.reduce((sum, { cups }) => sum + paidFor(before, cups), 0);
  const less_krw = Math.min(before.total_krw, before.less_krw + notMade_krw);
  const ticket = { ...before, units, less_krw, touchedAt: now, changedAt: now };
  const events: TicketEvent[] = [{ type: "UnitsRejected", data: { reason, lines } }];
  return before.state === "MAKING" ? readyWhenOver(ticket, events, now) : { ticket, events };
}

const rejectedUnit = (unit: Unit, reason: RejectReason): Unit => ({
  ...unit,
  state: "REJECTED",
  claimedBy: null,
  claimUntil: null,
  leftBy: null,
  rejectedFor: reason,
});
