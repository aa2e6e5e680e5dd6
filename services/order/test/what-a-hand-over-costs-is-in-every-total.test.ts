import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import type { EventData } from "@siren/contracts/events";
import { orderView, quote } from "@siren/contracts/order";
import { byCard, cart, customer, type Door, openDoor } from "../src/testing/open-door.ts";

let door: Door;
before(async () => {
  door = await openDoor();
});
after(() => door.close());

const toTheCar = { handOver: "car-side" } as const;
const place = (key: string, body: object) => door.ask("POST", "/orders", { as: customer, key, body });

test("the fee is a line of its own in the quote, the order, its VAT and its ticket, and is held with the rest", async () => {
  const asked = await door.ask("POST", "/quotes", { body: { ...cart, ...toTheCar } });
  const { adjustments, total_krw, handOver } = quote.parse(asked.body);
  assert.deepEqual(
    [adjustments.map(({ kind, amount_krw }) => [kind, amount_krw]), total_krw, handOver],
    [[["fee", 500]], 5_500, "car-side"],
  );
  const placed = await place("key-fee-1", { ...byCard, ...toTheCar, expected_total_krw: 5_500 });
  const order = orderView.parse(placed.body);
  assert.deepEqual(
    [order.total_krw, order.supply_krw + order.vat_krw, order.supply_krw],
    [5_500, 5_500, 5_000],
  );
  const hold = door.member.requests.find(({ path }) => path.endsWith(order.orderId));
  assert.equal((hold?.body as { amount_krw: number }).amount_krw, 5_500);
  const told = await until("it is told", async () =>
    (await door.events(0, "barista")).find(({ type }) => type === "OrderAuthorised"),
  );
  const ticket = told.data as EventData<"OrderAuthorised">;
  assert.deepEqual([ticket.handOver, ticket.adjustments, ticket.total_krw], ["car-side", adjustments, 5_500]);
});

test("a way that costs nothing makes no line, and is what is meant when none is named", async () => {
  const { body } = await door.ask("POST", "/quotes", { body: cart });
  const { adjustments, total_krw, handOver } = quote.parse(body);
  assert.deepEqual([adjustments, total_krw, handOver], [[], 5_000, "take-out"]);
});

test("a fee that was left out is a price that changed; a way that is not offered or not known is refused", async () => {
  const changed = await place("key-fee-2", { ...byCard, ...toTheCar });
  assert.equal(codeOf(changed), "PRICE_CHANGED");
  assert.equal(quote.parse(changed.body.quote).total_krw, 5_500);
  assert.equal(codeOf(await place("key-fee-3", { ...byCard, handOver: "for-here" })), "OPTION_INVALID");
  assert.equal(codeOf(await place("key-fee-4", { ...byCard, handOver: "by-pigeon" })), "BAD_REQUEST");
});
