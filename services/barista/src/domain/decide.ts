import type { rejectReasons } from "@siren/contracts/barista";
import { type No, refused } from "./refused.ts";
import type { Ticket, TicketEvent, Unit } from "./ticket.ts";
import { ticketTable } from "./transitions.ts";

export const claimLeaseMs = 5 * 60_000;

export type TicketCommand =
  | { kind: "accept" | "void" | "withdraw" | "finish" | "handOver" | "unclaim" | "paid" }
  | { kind: "reject"; reason: (typeof rejectReasons)[number] }
  | { kind: "claim"; unitId: string; by: string }
  | { kind: "done"; unitId: string; by: string }
  | { kind: "release"; unitId: string; by: string };

export type Decision = { ticket: Ticket; events: TicketEvent[] } | No;

/** Whoever has no account pays at the counter before anything is made. */
export const mustPayFirst = (ticket: Ticket) =>
  ticket.payment === "COUNTER_DUE" && !ticket.ownerId.startsWith("mem_");

export function decide(ticket: Ticket, command: TicketCommand, now: number): Decision {
  const cell = ticketTable[ticket.state][command.kind];
  if ("refused" in cell) return cell;
  const moved: Ticket = { ...ticket, state: cell.to === "same" ? ticket.state : cell.to, changedAt: now };
  switch (command.kind) {
    case "accept":
      return { ticket: moved, events: [{ type: "TicketAccepted", data: {} }] };
    case "withdraw":
      // The till that has the money is the old store's.
      if (ticket.payment === "PAID_AT_COUNTER") return refused("ILLEGAL_TRANSITION");
      return decide(ticket, { kind: "void" }, now);
    case "void":
      return { ticket: moved, events: ticket.state === "VOIDED" ? [] : [{ type: "TicketVoided", data: {} }] };
    case "reject":
      return { ticket: moved, events: [{ type: "TicketRejected", data: { reason: command.reason } }] };
    case "handOver":
      // A card that will be charged later is as good as paid; what is due at the counter is not.
      return ticket.payment === "COUNTER_DUE"
        ? refused("PAYMENT_DUE")
        : { ticket: moved, events: [{ type: "TicketPickedUp", data: {} }] };
    case "unclaim":
      return { ticket: moved, events: [{ type: "TicketUnclaimed", data: {} }] };
    case "paid":
      if (ticket.payment !== "COUNTER_DUE") return refused("ILLEGAL_TRANSITION");
      return {
        ticket: { ...moved, payment: "PAID_AT_COUNTER" },
        events: [{ type: "TicketPaid", data: { amount_krw: ticket.total_krw } }],
      };
    case "claim":
      return claim(moved, ticket, command, now);
    case "done":
      return done(moved, command);
    case "release":
      return release(moved, command);
    case "finish":
      return finish(moved);
  }
}

const withUnit = (ticket: Ticket, unit: Unit): Ticket => ({
  ...ticket,
  units: ticket.units.map((one) => (one.unitId === unit.unitId ? unit : one)),
});

const unitDone = ({ unitId, line, n }: Unit): TicketEvent => ({
  type: "UnitDone",
  data: { unitId, line, n },
});

type ByUnit = { unitId: string; by: string };

function claim(moved: Ticket, before: Ticket, { unitId, by }: ByUnit, now: number): Decision {
  if (mustPayFirst(before)) return refused("PAYMENT_DUE");
  const unit = moved.units.find((one) => one.unitId === unitId);
  if (!unit) return refused("NOT_FOUND");
  if (unit.state === "DONE") return refused("ILLEGAL_TRANSITION");
  if (unit.state === "CLAIMED")
    return unit.claimedBy === by ? { ticket: before, events: [] } : refused("UNIT_CLAIMED");
  const claimed: Unit = { ...unit, state: "CLAIMED", claimedBy: by, claimUntil: now + claimLeaseMs };
  const events: TicketEvent[] = [{ type: "UnitStarted", data: { unitId, line: unit.line, n: unit.n } }];
  if (before.state !== "MAKING") events.unshift({ type: "TicketStarted", data: {} });
  return { ticket: withUnit(moved, claimed), events };
}

function done(moved: Ticket, { unitId, by }: ByUnit): Decision {
  const unit = moved.units.find((one) => one.unitId === unitId);
  if (!unit) return refused("NOT_FOUND");
  if (unit.state !== "CLAIMED") return refused("ILLEGAL_TRANSITION");
  if (unit.claimedBy !== by) return refused("UNIT_CLAIMED");
  const made = withUnit(moved, madeOf(unit));
  if (made.units.some((one) => one.state !== "DONE")) return { ticket: made, events: [unitDone(unit)] };
  return { ticket: { ...made, state: "READY" }, events: [unitDone(unit), { type: "TicketReady", data: {} }] };
}

function release(moved: Ticket, { unitId, by }: ByUnit): Decision {
  const unit = moved.units.find((one) => one.unitId === unitId);
  if (!unit) return refused("NOT_FOUND");
  if (unit.state !== "CLAIMED") return refused("ILLEGAL_TRANSITION");
  if (unit.claimedBy !== by) return refused("UNIT_CLAIMED");
  const free: Unit = { ...unit, state: "TODO", claimedBy: null, claimUntil: null };
  return {
    ticket: withUnit(moved, free),
    events: [{ type: "UnitReleased", data: { unitId, line: unit.line, n: unit.n } }],
  };
}

/** One tap for the whole ticket: what is not done yet is done now. */
function finish(moved: Ticket): Decision {
  const rest = moved.units.filter((unit) => unit.state !== "DONE");
  const units = moved.units.map((unit) => (unit.state === "DONE" ? unit : madeOf(unit)));
  return { ticket: { ...moved, units }, events: [...rest.map(unitDone), { type: "TicketReady", data: {} }] };
}

const madeOf = (unit: Unit): Unit => ({
  ...unit,
  state: "DONE",
  claimUntil: null,
  doneTimes: unit.doneTimes + 1,
});
