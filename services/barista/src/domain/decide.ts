import type { RejectReason } from "@siren/contracts/barista";
import { type CupCommand, type Decision, decideCup, madeOf, rejectCups, unitDone } from "./decide-cup.ts";
import { refused } from "./refused.ts";
import { due_krw, isOver, type Ticket } from "./ticket.ts";
import { ticketTable } from "./transitions.ts";

export type TicketCommand =
  | { kind: "accept" | "void" | "withdraw" | "finish" | "recall" | "handOver" | "unclaim" | "paid" }
  /** Without `unitIds` all of it. */
  | { kind: "reject"; reason: RejectReason; unitIds?: readonly string[] }
  | CupCommand;

export function decide(ticket: Ticket, command: TicketCommand, now: number): Decision {
  const cell = ticketTable[ticket.state][command.kind];
  if ("refused" in cell) return cell;
  const state = cell.to === "same" ? ticket.state : cell.to;
  const moved: Ticket = { ...ticket, state, touchedAt: now, changedAt: now };
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
      return reject(moved, ticket, command, now);
    case "recall":
      return { ticket: { ...moved, readyAt: null }, events: [{ type: "TicketRecalled", data: {} }] };
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
        events: [
          { type: "TicketPaid", data: { amount_krw: due_krw(ticket) } },
          ...(moved.state === ticket.state ? [] : [{ type: "TicketAccepted", data: {} } as const]),
        ],
      };
    case "finish":
      return finish(moved, now);
    default:
      return decideCup(moved, ticket, command, now);
  }
}

type Reject = Extract<TicketCommand, { kind: "reject" }>;

function reject(moved: Ticket, before: Ticket, { reason, unitIds }: Reject, now: number): Decision {
  const some = unitIds === undefined ? "all" : rejectCups(before, { reason, unitIds }, now);
  return some === "all" ? { ticket: moved, events: [{ type: "TicketRejected", data: { reason } }] } : some;
}

/** One tap for the whole ticket: what is not done yet is done now. */
function finish(moved: Ticket, now: number): Decision {
  const rest = moved.units.filter((unit) => !isOver(unit));
  const units = moved.units.map((unit) => (isOver(unit) ? unit : madeOf(unit)));
  return {
    ticket: { ...moved, units, readyAt: now },
    events: [...rest.map(unitDone), { type: "TicketReady", data: {} }],
  };
}
