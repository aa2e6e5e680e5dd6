import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import type { StockFact } from "@siren/contracts/audit";
import {
  type Barista,
  customer,
  elsewhere,
  hana,
  jun,
  line,
  openBarista,
} from "../src/testing/open-barista.ts";
import { unclaimedAfterMs } from "../src/use-cases/keep-timers.ts";

let door: Barista;
before(async () => {
  door = await openBarista();
});
after(() => door.close());

const of = (itemId: string, quantity: number) => ({ lines: [{ ...line(quantity), itemId }] });
const put = (itemId: string, body: object, more: object = {}) =>
  door.ask("PUT", `/stores/seongsu/stock/${itemId}`, { as: jun, key: door.newId("cmd"), body, ...more });
const factOf = async (itemId: string): Promise<StockFact> => {
  const { body } = await door.ask("GET", "/internal/audit?limit=1", { as: "auditor" });
  const fact = (body.stock as StockFact[]).find((one) => one.itemId === itemId);
  return fact ?? assert.fail(`nothing is known of ${itemId}`);
};
const numbersOf = async (itemId: string) => {
  const { received, free, reserved, sold, kept } = await factOf(itemId);
  assert.equal(reserved + free + sold, received);
  assert.equal(reserved, kept);
  return { free, reserved, sold };
};
const take = async (itemId: string, quantity: number) => {
  const ticket = await door.queued(of(itemId, quantity));
  return {
    ...ticket,
    tap: (verb: string, body?: object) => door.tap(`/tickets/${ticket.ticketId}/${verb}`, { body }),
  };
};
const made = async (itemId: string, quantity: number) => {
  const ticket = await take(itemId, quantity);
  await ticket.tap("accept");
  await door.tap(`/units/${ticket.units[0]?.unitId}/claim`);
  await ticket.tap("ready");
  return ticket;
};

test("a hundred came in, ten are ordered, ninety are left; called off, they are back", async () => {
  const first = await put("cookie", { received: 100 });
  assert.deepEqual([first.status, first.body.free, first.body.received], [200, 100, 100]);
  const { orderId } = await take("cookie", 10);
  assert.deepEqual(await numbersOf("cookie"), { free: 90, reserved: 10, sold: 0 });
  await door.void(orderId);
  assert.deepEqual(await numbersOf("cookie"), { free: 100, reserved: 0, sold: 0 });
  const stock = async () => (await door.events()).filter(({ type }) => type === "StockChanged");
  await until("all of it is told", async () => (await stock()).length === 3);
  assert.deepEqual(
    (await stock()).map(({ data }) => data.free),
    [100, 90, 100],
  );
});

test("handed over or left lying it is sold; rejected, whole or in part, it is free again", async () => {
  await put("juice", { counted: 10 });
  await (await made("juice", 2)).tap("hand-over");
  assert.deepEqual(await numbersOf("juice"), { free: 8, reserved: 0, sold: 2 });
  const left = await made("juice", 1);
  door.advance(unclaimedAfterMs + 1);
  await until("nobody came", async () => (await door.factOf(left.orderId)).state === "UNCLAIMED");
  assert.deepEqual(await numbersOf("juice"), { free: 7, reserved: 0, sold: 3 });
  const partly = await take("juice", 3);
  await partly.tap("reject", { reason: "OTHER", units: [partly.units[0]?.unitId] });
  assert.deepEqual(await numbersOf("juice"), { free: 5, reserved: 2, sold: 3 });
  await partly.tap("reject", { reason: "OTHER" });
  assert.deepEqual(await numbersOf("juice"), { free: 7, reserved: 0, sold: 3 });
});

test("made anew, another piece goes for it, as far as there is one", async () => {
  await put("tart", { received: 5 });
  const remade = await made("tart", 1);
  const cup = `/units/${remade.units[0]?.unitId}`;
  await door.tap(`${cup}/remake`, { body: { reason: "SPILLED" } });
  assert.deepEqual(await numbersOf("tart"), { free: 3, reserved: 1, sold: 0 });
  await remade.tap("ready");
  await remade.tap("hand-over");
  assert.deepEqual(await numbersOf("tart"), { free: 3, reserved: 0, sold: 1 });
  const last = await made("tart", 3);
  for (const { unitId } of last.units)
    await door.tap(`/units/${unitId}/remake`, { body: { reason: "OTHER" } });
  assert.deepEqual(await numbersOf("tart"), { free: 0, reserved: 3, sold: 1 });
});

test("what is short is refused by the ticket itself, and nothing is kept for it", async () => {
  await put("cake", { received: 3 });
  await take("cake", 2);
  const short = door.orderOf(of("cake", 2));
  door.order.publish("OrderAuthorised", short.orderId, short);
  await until("it is refused", async () => (await door.told(short.orderId)).includes("TicketRejected"));
  assert.equal((await door.factOf(short.orderId)).state, "REJECTED");
  const rejected = (await door.events()).find(
    ({ type, data }) => type === "TicketRejected" && data.orderId === short.orderId,
  );
  assert.equal(rejected?.data.reason, "SOLD_OUT");
  assert.deepEqual(await numbersOf("cake"), { free: 1, reserved: 2, sold: 0 });
});

test("a count corrects what was received, and to stop counting refuses nobody", async () => {
  await put("water", { received: 5 });
  const kept = await take("water", 2);
  assert.equal((await put("water", { counted: 4 })).body.free, 2, "two of the four are spoken for");
  assert.equal((await put("water", { counted: 1 })).body.free, 0, "one is missing, and none is free");
  await numbersOf("water");
  assert.equal((await put("water", { counted: null })).body.isCounted, false);
  await take("water", 50);
  await door.void(kept.orderId);
  assert.deepEqual(await numbersOf("water"), { free: 0, reserved: 0, sold: 0 });
});

test("only the store's staff counts, by an agreed form, and each word once", async () => {
  for (const body of [{}, { received: 0 }, { received: 1.5 }, { counted: -1 }, { received: 1, counted: 1 }])
    assert.equal(codeOf(await put("tea", body)), "BAD_REQUEST", JSON.stringify(body));
  assert.equal(codeOf(await put("tea", { received: 1 }, { as: elsewhere })), "WRONG_STORE");
  assert.equal(codeOf(await put("tea", { received: 1 }, { as: customer })), "FORBIDDEN");
  assert.equal(codeOf(await put("tea", { received: 1 }, { as: undefined })), "UNAUTHENTICATED");
  assert.equal(codeOf(await put("tea", { received: 1 }, { key: undefined })), "KEY_REQUIRED");
  const key = "key-stock-1";
  for (const _ of [1, 2]) assert.equal((await put("tea", { received: 7 }, { key })).body.free, 7);
  assert.equal(codeOf(await put("tea", { received: 8 }, { key })), "KEY_REUSED");
  assert.equal((await put("tea", { received: 1 }, { as: hana })).body.free, 8);
});
