import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { recommendations, reorderView } from "@siren/contracts/order";
import { testId } from "../src/testing/build-order.ts";
import { byCard, cart, customer, type Door, openDoor, stranger } from "../src/testing/open-door.ts";

let door: Door;
before(async () => {
  door = await openDoor();
});
after(() => door.close());

const [latte] = cart.lines;
const brew = { itemId: "cold-brew", choiceIds: ["less-ice"], quantity: 1 };
const both = { ...byCard, lines: [latte, brew], expected_total_krw: 9_900 };
let made = 0;

async function pickedUp(body: object, as = customer) {
  made += 1;
  const placed = await door.ask("POST", "/orders", { as, key: `key-had-000${made}`, body });
  const orderId = String(placed.body.orderId);
  const ticket = { ticketId: testId("tkt", made), orderId, storeId: "gangnam" };
  for (const type of ["TicketAccepted", "TicketStarted", "TicketReady", "TicketPickedUp"] as const)
    door.barista.publish(type, ticket.ticketId, ticket);
  const read = () => door.ask("GET", `/orders/${orderId}`, { as });
  await until("it is picked up", async () => (await read()).body.state === "PICKED_UP");
}
async function told(items: string, as?: typeof customer) {
  const path = `/recommendations?storeId=gangnam${items && `&items=${items}`}`;
  return recommendations.parse((await door.ask("GET", path, as ? { as } : {})).body);
}

test("what was had together is told to everybody, a habit to its member alone", async () => {
  assert.deepEqual(await told("latte", customer), { storeId: "gangnam", together: [], usual: [] });
  await pickedUp(both);
  await pickedUp(byCard);
  const { together, usual } = await told("latte", customer);
  assert.deepEqual(
    together.map(({ itemId, orders, price_krw }) => [itemId, orders, price_krw]),
    [["cold-brew", 1, 4_900]],
  );
  assert.deepEqual(
    usual.map(({ line, times, unit_krw }) => [line.itemId, line.choiceIds, line.quantity, times, unit_krw]),
    [["latte", ["tall"], 1, 2, 5_000]],
  );
  await pickedUp(both, stranger);
  assert.equal((await told("latte")).together[0]?.orders, 2);
  assert.deepEqual([(await told("")).usual, (await told("", stranger)).usual], [[], []]);
  assert.deepEqual((await told("latte,cold-brew")).together, []);
});

test("what has an option that is out, or is counted and gone, is neither recommended nor ordered again", async () => {
  const placed = await door.ask("POST", "/orders", { as: customer, key: "key-had-again", body: both });
  const again = async () => {
    const path = `/orders/${placed.body.orderId}/reorder`;
    return reorderView.parse((await door.ask("POST", path, { as: customer, body: {} })).body);
  };
  const named = async () => (await again()).gone.map(({ itemId, why }) => [itemId, why]);
  const noTall = { storeId: "gangnam", choiceId: "tall" };
  door.barista.publish("OptionAvailabilityChanged", "gangnam", { ...noTall, soldOut: true });
  await until("no habit is told", async () => (await told("latte", customer)).usual.length === 0);
  assert.deepEqual(await named(), [["latte", "OPTION_GONE"]]);
  assert.equal((await again()).quote?.total_krw, 4_900);
  const stock = { storeId: "gangnam", itemId: "cold-brew" };
  door.barista.publish("StockChanged", "gangnam", { ...stock, free: 0 });
  await until("nobody is told of it", async () => (await told("latte")).together.length === 0);
  assert.deepEqual(await named(), [
    ["latte", "OPTION_GONE"],
    ["cold-brew", "SOLD_OUT"],
  ]);
  assert.equal((await again()).quote, null);
  door.barista.publish("OptionAvailabilityChanged", "gangnam", { ...noTall, soldOut: false });
  door.barista.publish("StockChanged", "gangnam", { ...stock, free: null });
  await until("both are there again", async () => (await named()).length === 0);
});

test("what is sold out is not recommended, and what is asked wrongly is refused", async () => {
  const soldOut = { storeId: "gangnam", itemId: "cold-brew", soldOut: true };
  door.barista.publish("AvailabilityChanged", "gangnam", soldOut);
  await until("it is gone", async () => (await told("latte")).together.length === 0);
  const refused = async (query: string) => codeOf(await door.ask("GET", `/recommendations${query}`));
  assert.equal(await refused("?storeId=nowhere"), "NOT_FOUND");
  for (const query of ["", "?storeId=A%20B", "?storeId=gangnam&items=$where"])
    assert.equal(await refused(query), "BAD_REQUEST", query);
});
