import type { TicketView, UnitView } from "@siren/contracts/barista";
import type { Tap, Tapped } from "./taps.ts";

/**
 * A ticket as it will stand when these taps have arrived. Only what the service would do is foreseen: where a tap
 * does not fit, the ticket stays as it was told, and the service's refusal says why.
 */
export function expected(ticket: TicketView, taps: readonly Tapped[]): TicketView {
  let seen = ticket;
  for (const { tap, by, phase } of taps) if (phase !== "refused") seen = after(seen, tap, by);
  return seen;
}

const isOver = ({ state }: UnitView) => state === "DONE" || state === "REJECTED";

function after(ticket: TicketView, tap: Tap, by: string): TicketView {
  const { state } = ticket;
  switch (tap.verb) {
    case "accept":
      return state === "QUEUED" ? { ...ticket, state: "ACCEPTED" } : ticket;
    case "paid":
      if (ticket.payment !== "COUNTER_DUE") return ticket;
      return { ...ticket, payment: "PAID_AT_COUNTER", state: state === "QUEUED" ? "ACCEPTED" : state };
    case "ready":
      if (state !== "MAKING") return ticket;
      return { ...ticket, state: "READY", units: ticket.units.map((one) => (isOver(one) ? one : made(one))) };
    case "recall":
      return state === "READY" ? { ...ticket, state: "MAKING" } : ticket;
    case "hand-over":
      return state === "READY" ? { ...ticket, state: "HANDED_OVER" } : ticket;
    case "reject":
      return rejected(ticket, tap.units);
    default:
      return withCup(ticket, tap.unitId, (unit) => cupAfter(ticket, unit, tap.verb, by));
  }
}

const made = (unit: UnitView): UnitView => ({ ...unit, state: "DONE", leftBy: null });

function cupAfter(ticket: TicketView, unit: UnitView, verb: Tap["verb"], by: string): UnitView {
  const isMaking = ticket.state === "MAKING";
  const isMine = unit.state === "CLAIMED" && unit.claimedBy === by;
  if (verb === "claim" && unit.state === "TODO" && (isMaking || ticket.state === "ACCEPTED"))
    return { ...unit, state: "CLAIMED", claimedBy: by, leftBy: null };
  if (verb === "done" && isMaking && (isMine || unit.leftBy !== null)) return made(unit);
  if (verb === "release" && isMaking && isMine) return { ...unit, state: "TODO", claimedBy: null };
  if (verb === "remake" && unit.state === "DONE")
    return { ...unit, state: "TODO", claimedBy: null, remakes: unit.remakes + 1 };
  return unit;
}

function withCup(ticket: TicketView, unitId: string, change: (unit: UnitView) => UnitView): TicketView {
  const units = ticket.units.map((unit) => (unit.unitId === unitId ? change(unit) : unit));
  const isChanged = units.some((unit, at) => unit !== ticket.units[at]);
  if (!isChanged) return ticket;
  return { ...ticket, units, state: units.every(isOver) ? "READY" : "MAKING" };
}

function rejected(ticket: TicketView, unitIds: readonly string[] | undefined): TicketView {
  if (ticket.state === "READY") return ticket;
  const isMeant = ({ unitId }: UnitView) => unitIds === undefined || unitIds.includes(unitId);
  const units = ticket.units.map(
    (unit): UnitView => (isMeant(unit) && !isOver(unit) ? { ...unit, state: "REJECTED" } : unit),
  );
  if (unitIds === undefined || units.every(({ state }) => state === "REJECTED"))
    return { ...ticket, units, state: "REJECTED" };
  return { ...ticket, units, state: units.every(isOver) ? "READY" : ticket.state };
}
