import assert from "node:assert/strict";
import type { FeedEvent } from "@siren/contracts/envelope";
import type { Ticket } from "../../services/barista/src/domain/ticket.ts";
import { reservedBy } from "../../services/barista/src/use-cases/keep-stock.ts";
import type { Order } from "../../services/order/src/domain/order.ts";
import type { Books } from "./books.ts";
import type { Day } from "./day.ts";

export function judgeCups(_day: Day, { orders, tickets, stock, told }: Books): void {
  const known = new Set(tickets.map(({ orderId, moveNo }) => `${orderId}/${moveNo}`));
  assert.equal(known.size, tickets.length, "two tickets for one order at one store");
  for (const ticket of tickets) {
    const order = orders.find(({ orderId }) => orderId === ticket.orderId);
    assert.ok(order, `nobody ordered ${ticket.orderId}`);
    judgeTicket(
      ticket,
      told.barista.filter(({ aggregateId }) => aggregateId === ticket.ticketId),
    );
    if (ticket.moveNo === order.moveNo) judgeAgreement(order, ticket);
    else assert.equal(ticket.state, "VOIDED", "a store that was left makes it all the same");
  }
  for (const order of orders) {
    const wasMade = order.history.some(({ state }) => state === "MAKING");
    const isThere = tickets.some(
      ({ orderId, moveNo }) => orderId === order.orderId && moveNo === order.moveNo,
    );
    assert.ok(!wasMade || isThere, `${order.orderId} was made without a ticket`);
    const wasAllowed = order.history.some(({ state }) => /AUTHORISED|DEFERRED|COUNTER_DUE/.test(state));
    assert.ok(!isThere || wasAllowed, `${order.orderId} has a ticket and was never allowed`);
  }
  for (const { storeId, received, free, reserved, sold } of stock) {
    assert.ok(free >= 0 && reserved >= 0 && sold >= 0, `${storeId} has less than nothing`);
    assert.equal(free + reserved + sold, received, `the cakes of ${storeId} do not add up`);
    const kept = tickets
      .filter((ticket) => ticket.storeId === storeId)
      .reduce((sum, ticket) => sum + (reservedBy(ticket).get("cake") ?? 0), 0);
    assert.equal(reserved, kept, `${storeId} keeps cakes for nobody`);
  }
}

const ends: Partial<Record<Ticket["state"], readonly Order["state"][]>> = {
  HANDED_OVER: ["PICKED_UP"],
  // A customer's own word that they have it may be heard after an hour.
  UNCLAIMED: ["UNCLAIMED", "PICKED_UP"],
  REJECTED: ["REJECTED", "CANCELLED", "EXPIRED"],
  VOIDED: ["CANCELLED", "EXPIRED"],
};

/** When all is quiet, order and ticket tell the same story. */
function judgeAgreement({ orderId, state }: Order, ticket: Ticket): void {
  const lawful = ends[ticket.state];
  assert.ok(lawful?.includes(state), `${orderId} is ${state}, its ticket ${ticket.state}`);
}

type Cup = { by: "nobody" | "somebody"; done: number; mayBeDone: number };

/** Plays the ticket's own events again, cup by cup. */
function judgeTicket({ ticketId, units }: Ticket, events: readonly FeedEvent[]): void {
  const cups = new Map<string, Cup>(
    units.map(({ unitId }) => [unitId, { by: "nobody", done: 0, mayBeDone: 1 }]),
  );
  let isOver: string | null = null;
  for (const { type, data } of events) {
    if (isOver !== null) throw new Error(`${ticketId}: ${type} after ${isOver}`);
    const { unitId } = data as { unitId?: string };
    const cup = cups.get(unitId ?? "");
    if (/^Unit(Started|Released|Done|Remade)$/.test(type))
      assert.ok(cup, `${type} of a cup that is not there`);
    if (cup && type === "UnitStarted") {
      assert.equal(cup.by, "nobody", `${unitId} was claimed by two`);
      cup.by = "somebody";
    }
    if (cup && (type === "UnitReleased" || type === "UnitDone")) cup.by = "nobody";
    if (cup && type === "UnitRemade") cup.mayBeDone += 1;
    if (cup && type === "UnitDone") {
      cup.done += 1;
      assert.ok(cup.done <= cup.mayBeDone, `${unitId} was made twice`);
    }
    if (/^Ticket(PickedUp|Unclaimed|Rejected|Voided)$/.test(type)) isOver = type;
  }
  for (const { unitId, state, doneTimes, remakes } of units) {
    assert.ok(doneTimes <= 1 + remakes.length, `${unitId} was made twice`);
    const isServed = isOver === "TicketPickedUp" || isOver === "TicketUnclaimed";
    if (isServed) assert.ok(state === "DONE" || state === "REJECTED", `${unitId} was handed over unmade`);
  }
}
