import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { barista, byCard, customer, type Door, elsewhere, openDoor } from "../src/testing/open-door.ts";

let door: Door;
before(async () => {
  door = await openDoor();
});
after(() => door?.close());

const list = "/orders?store=gangnam";
const place = async (key: string) =>
  (await door.ask("POST", "/orders", { as: customer, key, body: byCard })).body.orderId as string;

test("the staff of a store reads its open orders, oldest first; nobody else does", async () => {
  const placed = [await place("staff-list-1"), await place("staff-list-2"), await place("staff-list-3")];
  const [first, second, third] = placed;
  const gone = await door.ask("POST", `/orders/${second}/cancel`, { as: customer, key: "staff-cancel-2" });
  assert.equal(gone.status, 200);
  const { status, body } = await door.ask("GET", list, { as: barista });
  assert.equal(status, 200);
  assert.deepEqual(
    body.orders.map(({ orderId }: { orderId: string }) => orderId),
    [first, third],
  );
  const later = await door.ask("GET", `${list}&cursor=${first}`, { as: barista });
  assert.equal(later.body.orders[0].orderId, third);
  assert.equal(codeOf(await door.ask("GET", list, { as: elsewhere })), "WRONG_STORE");
  assert.equal(codeOf(await door.ask("GET", list, { as: customer })), "FORBIDDEN");
  assert.equal(codeOf(await door.ask("GET", "/orders", { as: barista })), "FORBIDDEN");
});

test("while barista is away, orders say since when", async () => {
  const before = await door.ask("GET", list, { as: barista });
  assert.equal(before.headers.get("x-degraded"), null);
  await door.barista.close();
  const since = await until("it is said that barista is away", async () =>
    (await door.ask("GET", list, { as: barista })).headers.get("x-degraded"),
  );
  assert.match(since, /^barista;as-of=20\d\d-\d\d-\d\dT[\d:.]+Z$/);
});
