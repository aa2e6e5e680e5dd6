import { after, before, test } from "node:test";
import type { ProcessName } from "../../scripts/stack/topology.ts";
import { assertEachWalkedOnce } from "../harness/audit.ts";
import { type Barista, baristaOf, type Customer, customerOf, newKey } from "../harness/cafe.ts";
import { eventually } from "../harness/eventually.ts";
import { startTestStack, type TestStack } from "../harness/stack.ts";

/** Who dies where. What stands in one round dies in the same walk, so that fewer processes have to be started. */
const rounds: readonly Partial<Record<ProcessName, string>>[] = [
  { order: "order.placed", barista: "barista.ticket-accepted", member: "member.hold-placed" },
  { order: "order.hold-answered", barista: "barista.unit-claimed" },
  { order: "order.authorised", barista: "barista.ticket-ready" },
  { order: "order.capture-wanted", barista: "barista.ticket-queued", member: "member.captured" },
  { order: "order.ready", barista: "store.consumer-applied" },
  { order: "store.relay-stamped" },
];
const failpointOf = (step: string) => ({ FAILPOINTS: `${step}=kill` });
/** Said in so many words, because what a process is told at its first start it is told again at each. */
const unarmed = { FAILPOINTS: "" };
/** Steps of a loop that one replica at a time runs, under a lease; the others belong to a request. */
const leased = /^(store\.|barista\.ticket-queued|member\.captured|order\.(capture-wanted|ready))/;
const mostOrders = 24;

let stack: TestStack;
let customer: Customer;
let barista: Barista;
let cardId: string;
const walked: { orderId: string; key: string }[] = [];

before(async () => {
  // The first replicas are those of the first round, in which nothing dies before somebody orders.
  const [first = {}] = rounds;
  const deaths = Object.entries(first) as [ProcessName, string][];
  stack = await startTestStack({
    buildPages: false,
    env: Object.fromEntries(deaths.map(([name, step]) => [name, failpointOf(step)])),
  });
  await Promise.all(deaths.map(([name]) => stack.addReplica(name, unarmed)));
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

/** Not asked to stop: that takes longer, and is looked at elsewhere. */
async function startAnew(name: ProcessName, replica: number, env: Record<string, string>) {
  await stack.kill(name, replica);
  return stack.restart(name, replica, env);
}

/**
 * Of each, the first replica is told to die at its step, and the second knows nothing of it. The first is
 * given the leases by starting the second after it; requests fall to both, when both are equally new.
 */
async function arm(name: ProcessName, step: string) {
  await stack.kill(name, 1);
  const first = startAnew(name, 0, failpointOf(step));
  if (leased.test(step)) await first;
  await stack.restart(name, 1, unarmed);
  return first;
}

for (const [place, round] of rounds.entries()) {
  const deaths = Object.entries(round) as [ProcessName, string][];
  test(`killed: ${deaths.map(([name, step]) => `${name} at ${step}`).join(", ")}`, async () => {
    const doomed = await Promise.all(
      deaths.map(([name, step]) => (place === 0 ? stack.process(name) : arm(name, step))),
    );
    const from = walked.length;
    const someoneLives = () => doomed.some(({ state }) => state !== "down");
    // Several at once, because a request may fall to the replica that is not to die.
    const atOnce = deaths.every(([, step]) => leased.test(step)) ? 1 : 3;
    while (someoneLives() && walked.length - from < mostOrders) {
      await Promise.all(Array.from({ length: atOnce }, walk));
    }
    await eventually("each has died at its step", () => !someoneLives(), 5_000);
    await assertEachWalkedOnce(stack, walked.slice(from));
  });
}
