import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Supervised } from "../scripts/stack/supervised-process.ts";
import { assertEachWalkedOnce } from "./harness/audit.ts";
import { type Barista, baristaOf, type Customer, customerOf, gatewaysOf, newKey } from "./harness/cafe.ts";
import { eventually } from "./harness/eventually.ts";
import { OrdersPage } from "./harness/live-page.ts";
import { Person } from "./harness/person.ts";
import { startTestStack, type TestStack, withoutAuditor } from "./harness/stack.ts";

let stack: TestStack;
let customer: Customer;
let barista: Barista;
let cardId: string;

before(async () => {
  stack = await startTestStack({
    ...{ buildPages: false, only: withoutAuditor },
    replicas: { order: 2, barista: 2, gateway: 2 },
  });
  customer = await customerOf(stack);
  barista = await baristaOf(stack);
  cardId = (await customer.card()).cardId;
});
after(() => stack?.stop());

/** From the board to the counter. `whenMaking` runs while the cup is being made. */
async function make(orderId: string, whenMaking = async () => {}): Promise<void> {
  const ticket = await barista.ticketOf(orderId);
  await barista.accept(ticket);
  await barista.claim(ticket);
  await whenMaking();
  await barista.ready(ticket);
}

async function handOver(orderId: string, key: string): Promise<void> {
  await barista.handOver(await barista.ticketOf(orderId));
  await assertEachWalkedOnce(stack, [{ orderId, key }]);
}

/** Which replica of order has the one open socket, by its own count. */
const holderOfSocket = (): Promise<Supervised> =>
  eventually("a replica of order says that it holds a socket", async () => {
    for (const replica of stack.processes("order")) {
      if (!replica.announcement?.managementUrl) continue;
      const text = await (await fetch(`${replica.announcement.managementUrl}/metrics`)).text();
      if (/^live_sockets(\{[^}]*\})? [1-9]/m.test(text)) return replica;
    }
    return undefined;
  });

test("the replica that holds the page's socket is killed: the page resumes and shows READY once", async () => {
  using page = await new OrdersPage(customer).listening();
  const { order, key } = await customer.place(cardId);
  const holder = await holderOfSocket();
  await make(order.orderId, async () => {
    await page.until(order.orderId, "order.making");
    await stack.kill("order", holder.replica);
  });
  await page.until(order.orderId, "order.ready");
  assert.ok(page.connects >= 2, "it came back on another socket");
  await handOver(order.orderId, key);
  await page.until(order.orderId, "order.picked_up");
  for (const name of ["order.placed", "order.accepted", "order.making", "order.ready"]) {
    assert.equal(page.times(order.orderId, name), 1, `${name} is shown once`);
  }
  await stack.restart("order", holder.replica);
});

test("one of two gateways is killed under a page: it goes on through the other, and after both were gone", async () => {
  using page = await new OrdersPage(customer).listening();
  const key = newKey();
  const at = stack.gatewayUrl === customer.gateway ? 0 : 1;
  const placing = customer.place(cardId, key);
  await stack.kill("gateway", at);
  const { order } = await placing;
  await make(order.orderId);
  await page.until(order.orderId, "order.ready");
  await stack.kill("gateway", 1 - at);
  await assert.rejects(customer.ask("GET", "/api/v1/menu/stores"), "nobody is left to be asked");
  await Promise.all([stack.restart("gateway", at), stack.restart("gateway", 1 - at)]);
  await handOver(order.orderId, key);
  await page.until(order.orderId, "order.picked_up");
  for (const name of ["order.placed", "order.making", "order.ready", "order.picked_up"])
    assert.equal(page.times(order.orderId, name), 1, `${name} is shown once`);
});

test("the registry is killed, and then a replica too: everything goes on with the last view", async () => {
  await stack.kill("discovery");
  const { order, key } = await customer.place(cardId);
  await make(order.orderId);
  await handOver(order.orderId, key);

  const said = async () => (await customer.ask("GET", "/api/v1/menu/stores")).headers.get("x-degraded") ?? "";
  await eventually("each answer says as of when the way is known", async () =>
    /registry;as-of=\d{4}-/.test(await said()),
  );
  // Who begins meanwhile goes by the copy on its disk.
  await stack.kill("gateway", 1);
  await stack.process("gateway", 1).start();
  const latecomer = new Person(gatewaysOf(stack).slice(1));
  await eventually("a gateway that began without a registry knows the way", async () => {
    const { status, headers } = await latecomer.ask("GET", "/api/v1/menu/stores");
    return status === 200 && /registry;as-of=/.test(headers.get("x-degraded") ?? "");
  });

  await stack.kill("order", 1);
  await stack.kill("barista", 1);
  const newcomer = await customerOf(stack, "leo@siren.example");
  const second = await newcomer.place((await newcomer.card()).cardId);
  await make(second.order.orderId);
  await handOver(second.order.orderId, second.key);

  await Promise.all([stack.restart("discovery"), stack.process("order", 1).start()]);
  await stack.whenUp(stack.process("order", 1));
  await Promise.all(
    stack
      .processes("barista")
      .filter(({ replica }) => replica === 0)
      .map(stack.whenUp),
  );
  await stack.whenUp(stack.process("gateway", 1));
  await eventually(
    "nobody says any more that the registry is away",
    async () => !/registry/.test(await said()),
  );
});
