import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import type { TicketOrder } from "@siren/contracts/events";
import { baristaState } from "@siren/contracts/snapshots";
import { type Barista, openBarista } from "../src/testing/open-barista.ts";

let door: Barista;
before(async () => {
  door = await openBarista();
});
after(() => door.close());

test("after a restore each open order has its one ticket, and what is ordered from then on too", async () => {
  const known = await door.queued();
  const [missed, unpaid] = [door.orderOf(), door.orderOf()];
  const again = door.orderOf({ orderId: known.orderId });
  const open = ([order, state]: [TicketOrder, string]) => ({ state, version: 2, order });
  const orders: [TicketOrder, string][] = [
    [again, "AUTHORISED"],
    [missed, "AUTHORISED"],
    [unpaid, "PLACED"],
  ];
  door.order.restore({ open: orders.map(open) });
  await until("the missed one is there", async () => (await door.ticketOf(missed.orderId)) !== undefined);
  await door.queued();
  const all = (await door.board()).map(({ orderId }) => orderId);
  assert.equal(all.filter((orderId) => orderId === known.orderId).length, 1);
  assert.ok(!all.includes(unpaid.orderId));
});

test("whoever starts over from barista's snapshot learns also of what ended lately", async () => {
  const { ticketId, orderId } = await door.queued();
  await door.tap(`/tickets/${ticketId}/reject`, { body: { reason: "OTHER" } });
  const stateOf = async () => {
    const { body } = await door.ask("GET", "/internal/snapshot", { as: "order" });
    const { tickets } = baristaState.parse(body.state);
    return tickets.find(({ ticket }) => ticket.orderId === orderId)?.ticket.state;
  };
  assert.equal(await stateOf(), "REJECTED");
  door.advance(25 * 60 * 60_000);
  assert.equal(await stateOf(), undefined, "a day is long enough");
});
