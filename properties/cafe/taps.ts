import type { TicketCommand } from "../../services/barista/src/domain/decide.ts";
import type { Ticket } from "../../services/barista/src/domain/ticket.ts";
import type { Tapper } from "../../services/barista/src/use-cases/ports.ts";
import { createTapTicket } from "../../services/barista/src/use-cases/tap-ticket.ts";
import type { Day } from "./day.ts";
import type { verbs } from "./steps.ts";
import type { Outcome, World } from "./world.ts";

export const workerOf = (day: Day, by: number) => ({ sub: `${day.card.memberId}-${by}`, stores: day.stores });

async function ticketOf(world: World, day: Day, which: number): Promise<Ticket | undefined> {
  const orderId = day.answered.get(which as 0 | 1 | 2)?.orderId;
  if (orderId === undefined) return undefined;
  const found = await world.at("barista", (door) => door.ticketOf(orderId));
  return found === "no answer" || "refused" in found ? undefined : found.answer;
}

/** What a diligent barista does next with a ticket; undefined when there is nothing to do. */
export function nextOf(ticket: Ticket, by: string): TicketCommand | undefined {
  const mine = ticket.units.find(({ state, claimedBy }) => state === "CLAIMED" && claimedBy === by);
  const free = ticket.units.find(({ state }) => state === "TODO");
  const isDue = ticket.payment === "COUNTER_DUE";
  switch (ticket.state) {
    case "QUEUED":
      return { kind: "accept" };
    case "ACCEPTED":
      if (isDue) return { kind: "paid" };
      return free && { kind: "claim", unitId: free.unitId, by };
    case "MAKING":
      if (mine) return { kind: "done", unitId: mine.unitId, by };
      return free ? { kind: "claim", unitId: free.unitId, by } : { kind: "finish" };
    case "READY":
      return isDue ? { kind: "paid" } : { kind: "handOver" };
    default:
      return undefined;
  }
}

export async function nextTap(world: World, day: Day, step: { which: number; by: number }): Promise<void> {
  const ticket = await ticketOf(world, day, step.which);
  const worker = workerOf(day, step.by);
  const command = ticket && nextOf(ticket, worker.sub);
  if (ticket && command) await send(world, ticket, { command, by: worker, key: newKey(day) });
}

type Tap = { which: number; by: number; unit: number; verb: (typeof verbs)[number]; isRepeat: boolean };

export async function tapTicket(world: World, day: Day, step: Tap): Promise<void> {
  const ticket = await ticketOf(world, day, step.which);
  const by = workerOf(day, step.by);
  const command = ticket && commandOf(ticket, step, by.sub);
  if (!ticket || !command) return;
  const sent = { command, by, key: newKey(day) };
  await send(world, ticket, sent);
  if (step.isRepeat) await send(world, ticket, sent);
}

function commandOf({ units }: Ticket, { verb, unit }: Tap, by: string): TicketCommand | undefined {
  const unitId = units[unit % Math.max(1, units.length)]?.unitId ?? "";
  switch (verb) {
    case "claim":
    case "done":
    case "release":
      return { kind: verb, unitId, by };
    case "remake":
      return { kind: "remake", unitId, by, reason: "OTHER" };
    case "reject":
      return { kind: "reject", reason: "OTHER" };
    case "reject some":
      return { kind: "reject", reason: "OTHER", unitIds: [unitId] };
    default:
      return { kind: verb as "accept" };
  }
}

type Sent = { command: TicketCommand; by: Tapper; key: string };

export function send(world: World, { ticketId }: Ticket, tapped: Sent): Promise<Outcome<Ticket>> {
  return world.at("barista", (door) =>
    createTapTicket(door.transact, () => world.now()).ticket(ticketId, tapped),
  );
}

export function newKey(day: Day): string {
  day.taps += 1;
  return `tap-${day.taps}`;
}
