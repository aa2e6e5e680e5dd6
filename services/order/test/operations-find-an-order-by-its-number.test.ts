import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { formFaults } from "@siren/contracts/form";
import { journeyExamples } from "@siren/contracts/golden-journey";
import { journeyOrder, type ToldAbout, toldAbout } from "@siren/contracts/journey";
import { byCard, customer, type Door, openDoor } from "../src/testing/open-door.ts";

let door: Door;
before(async () => {
  door = await openDoor();
});
after(() => door?.close());

const find = (query: string) => door.ask("GET", `/internal/journeys?${query}`, { as: "gateway" });

test("an order is found by its id and by what its customer says, and nobody's name is in the answer", async () => {
  const placed = (await door.ask("POST", "/orders", { as: customer, key: "found-by-number", body: byCard }))
    .body;
  const byId = await find(`order=${placed.orderId}`);
  assert.equal(byId.status, 200);
  const { storeId, businessDay, number } = placed;
  const byNumber = await find(`store=${storeId}&day=${businessDay}&number=${number}`);
  assert.deepEqual(byNumber.body, byId.body);
  assert.deepEqual(formFaults(journeyOrder, journeyExamples.journeyOrder, byId.body), []);
  assert.equal(byId.body.history[0].state, "PLACED");
  assert.ok(!JSON.stringify(byId.body).includes(customer.sub));
  assert.equal(codeOf(await find(`store=${storeId}&day=${businessDay}&number=${number + 1}`)), "NOT_FOUND");
  assert.equal(codeOf(await find(`store=${storeId}`)), "BAD_REQUEST");
  const asMember = await door.ask("GET", `/internal/journeys?order=${placed.orderId}`, { as: customer });
  assert.equal(codeOf(asMember), "FORBIDDEN");
});

test("what was told of it is told to the gateway, without what names anybody", async () => {
  const { orderId, placedAt } = (
    await door.ask("POST", "/orders", { as: customer, key: "told-of-it", body: byCard })
  ).body;
  const told = await until("all of it has its number", async () => {
    const { body } = await door.ask("GET", `/internal/told/${orderId}?since=${placedAt}`, { as: "gateway" });
    const { events } = body as ToldAbout;
    return events.length >= 2 && events.every(({ seq }) => seq !== null) && (body as ToldAbout);
  });
  assert.deepEqual(formFaults(toldAbout, journeyExamples.toldAbout, told), []);
  const types = told.events.map(({ type }) => type);
  assert.deepEqual([types[0], types.includes("OrderAuthorised"), told.isWhole], ["OrderPlaced", true, true]);
  assert.equal(told.events[0]?.facts.total_krw, byCard.expected_total_krw);
  assert.ok(!JSON.stringify(told).includes(customer.sub));
  const asBarista = await door.ask("GET", `/internal/told/${orderId}?since=0`, { as: "barista" });
  assert.equal(codeOf(asBarista), "FORBIDDEN");
});
