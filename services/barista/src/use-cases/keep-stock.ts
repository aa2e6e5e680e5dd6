import type { TicketOrder } from "@siren/contracts/events";
import { giveBack, reserve, type Stock, sell, spoil } from "../domain/stock.ts";
import { isOpen, type Ticket } from "../domain/ticket.ts";
import type { Work } from "./ports.ts";

/** How many of what is counted a ticket keeps from others. */
export function reservedBy(ticket: Ticket): Map<string, number> {
  const held = new Map<string, number>();
  if (!isOpen(ticket)) return held;
  for (const { itemId, state } of ticket.units)
    if (state !== "REJECTED" && ticket.stockItems.includes(itemId))
      held.set(itemId, (held.get(itemId) ?? 0) + 1);
  return held;
}

const timesRemade = (ticket: Ticket, itemId: string) =>
  ticket.units.reduce((sum, unit) => (unit.itemId === itemId ? sum + unit.remakes.length : sum), 0);

/** Takes what the order needs of what is counted, all of it or nothing. */
export async function reserveFor(
  work: Work,
  { storeId, lines }: TicketOrder,
  now: number,
): Promise<{ stockItems: string[] } | "short"> {
  const wanted = new Map<string, number>();
  for (const { itemId, quantity } of lines) wanted.set(itemId, (wanted.get(itemId) ?? 0) + quantity);
  const counted = (await work.stockOf(storeId, [...wanted.keys()])).filter(({ isCounted }) => isCounted);
  const left: Stock[] = [];
  for (const stock of counted) {
    const rest = reserve(stock, wanted.get(stock.itemId) ?? 0);
    if (rest === undefined) return "short";
    left.push(rest);
  }
  for (const stock of left) await work.saveStock(stock, now);
  return { stockItems: left.map(({ itemId }) => itemId) };
}

/** What a ticket no longer keeps was sold when somebody has it, or when it was made and nobody came. */
export async function settleStock(work: Work, before: Ticket, after: Ticket, now: number): Promise<void> {
  const held = reservedBy(before);
  const stillHeld = reservedBy(after);
  const isSold = after.state === "HANDED_OVER" || after.state === "UNCLAIMED";
  for (const stock of await work.stockOf(after.storeId, [...held.keys()])) {
    const quantity = (held.get(stock.itemId) ?? 0) - (stillHeld.get(stock.itemId) ?? 0);
    if (quantity > 0) await work.saveStock((isSold ? sell : giveBack)(stock, quantity), now);
    const remade = timesRemade(after, stock.itemId) - timesRemade(before, stock.itemId);
    if (remade > 0 && stock.isCounted) await work.saveStock(spoil(stock, remade), now);
  }
}
