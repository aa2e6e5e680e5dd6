import { Refusal } from "@siren/contracts/refusal";
import { decide, type TicketCommand } from "../domain/decide.ts";
import { claimLeaseMs } from "../domain/decide-cup.ts";
import { isShown, type Ticket } from "../domain/ticket.ts";
import { settleStock } from "./keep-stock.ts";
import { claimTimer, keepTimers } from "./keep-timers.ts";
import type { Tapper, Transact, Work } from "./ports.ts";
import { noteWork } from "./tell-load.ts";

export type Tap = { key: string; by: Tapper; command: TicketCommand };

/** A command to one ticket, from a barista's tap, a timer or an event. */
export async function applyCommand(
  work: Work,
  ticket: Ticket,
  command: TicketCommand,
  now: number,
): Promise<Ticket> {
  const decision = decide(ticket, command, now);
  if ("refused" in decision) throw new Refusal(decision.refused);
  if (decision.events.length === 0) return ticket;
  const saved = await work.save(decision.ticket, decision.events);
  await keepTimers(work, ticket, saved, now);
  await settleStock(work, ticket, saved, now);
  await noteWork(work, saved.storeId, now);
  if (command.kind === "claim") {
    const { unitId, by } = command;
    await work.remindAt({ ...claimTimer(saved.ticketId, unitId, by), dueAt: now + claimLeaseMs });
  }
  return saved;
}

export function createTapTicket(transact: Transact, now: () => number) {
  function tap(find: (work: Work) => Promise<Ticket | undefined>, { key, by, command }: Tap, target: string) {
    return transact(async (work) => {
      const ticket = await find(work);
      if (!ticket || !isShown(ticket, now())) throw new Refusal("NOT_FOUND");
      if (!by.stores.includes(ticket.storeId)) throw new Refusal("WRONG_STORE");
      const once = { scope: `barista.tap:${by.sub}`, key, body: { target, command } };
      return work.once(once, async () => {
        await work.seen(ticket.storeId, by.sub, now());
        return applyCommand(work, ticket, command, now());
      });
    });
  }

  return {
    ticket: (ticketId: string, tapped: Tap) => tap((work) => work.ticket(ticketId), tapped, ticketId),
    unit: (unitId: string, tapped: Tap) => tap((work) => work.ticketOfUnit(unitId), tapped, unitId),
  };
}

export type TapTicket = ReturnType<typeof createTapTicket>;
