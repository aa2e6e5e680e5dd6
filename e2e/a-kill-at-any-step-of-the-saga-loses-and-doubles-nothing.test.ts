import { after, before, test } from "node:test";
import type { ProcessName } from "../scripts/stack/topology.ts";
import { assertEachWalkedOnce } from "./harness/audit.ts";
import { type Barista, baristaOf, type Customer, customerOf, newKey } from "./harness/cafe.ts";
import { eventually } from "./harness/eventually.ts";
import { startTestStack, type TestStack } from "./harness/stack.ts";

/** Where a process dies, and which step of whose it is. */
const steps: readonly [step: string, ProcessName][] = [
  ["order.placed", "order"],
  ["member.hold-placed", "member"],
  ["order.hold-answered", "order"],
  ["order.authorised", "order"],
  ["barista.ticket-queued", "barista"],
  ["barista.ticket-accepted", "barista"],
  ["barista.unit-claimed", "barista"],
  ["order.capture-wanted", "order"],
  ["member.captured", "member"],
  ["barista.ticket-ready", "barista"],
  ["order.ready", "order"],
  ["store.relay-stamped", "order"],
  ["store.consumer-applied", "barista"],
];
/** Steps of a loop that one replica at a time runs, under a lease. */
const leased = /^(store\.|barista\.ticket-queued|member\.captured|order\.(capture-wanted|ready))/;
const mostOrders = 24;

let stack: TestStack;
let customer: Customer;
let barista: Barista;
let cardId: string;
const walked: { orderId: string; key: string }[] = [];

before(async () => {
  stack = await startTestStack({
    buildPages: false,
    replicas: { order: 2, barista: 2, member: 2 },
  });
  customer = await customerOf(stack);
  barista = await baristaOf(stack);
  cardId = (await customer.card()).cardId;
  await customer.topUp(cardId, 550_000);
});
after(() => stack?.stop());

async function walk(): Promise<void> {
  const key = newKey();
  const { order } = await customer.place(cardId, key);
  const ticket = await barista.ticketOf(order.orderId);
  await barista.accept(ticket);
  await barista.claim(ticket);
  await barista.ready(ticket);
  await customer.untilOrder(order.orderId, ({ state }) => state === "READY", "ready");
  await barista.handOver(ticket);
  walked.push({ orderId: order.orderId, key });
}

/**
 * The first replica is told to die at the step, the second knows nothing of it. What a lease decides is given
 * to the first by starting the second anew; what a request decides falls to it sooner or later.
 */
for (const [step, name] of steps) {
  test(`${name} is killed at ${step}`, async () => {
    const first = stack.process(name, 0);
    await stack.restart(name, 0, { FAILPOINTS: `${step}=kill` });
    if (leased.test(step)) await stack.restart(name, 1);
    const from = walked.length;
    while (first.state !== "down" && walked.length - from < mostOrders) await walk();
    await eventually(`${name} has died at ${step}`, () => first.state === "down", 5_000);
    await assertEachWalkedOnce(stack, walked.slice(from));
  });
}
