import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { ProcessName } from "../scripts/stack/topology.ts";
import { assertEachWalkedOnce } from "./harness/audit.ts";
import { type Barista, baristaOf, type Customer, customerOf, newKey } from "./harness/cafe.ts";
import { eventually } from "./harness/eventually.ts";
import { startTestStack, type TestStack, withoutAuditor } from "./harness/stack.ts";

/** Who dies where. What stands in one round dies in the same walk, so that fewer processes have to be started. */
const rounds: readonly Partial<Record<ProcessName, string>>[] = [
  { order: "order.placed", barista: "barista.ticket-accepted", member: "member.hold-placed" },
  { order: "order.hold-answered", barista: "barista.unit-claimed" },
  { order: "order.authorised", barista: "barista.ticket-ready" },
  { order: "order.capture-wanted", barista: "barista.ticket-queued", member: "member.captured" },
  { order: "order.ready", barista: "store.consumer-applied" },
  { order: "store.relay-stamped" },
];
const mostOrders = 12;

/** Of two replicas the one that reaches a step first dies there, once the step's file lies in here. */
const orders = mkdtempSync(join(tmpdir(), "siren-killed-"));
const deathOf = (name: ProcessName, step: string) => join(orders, `${name}-${step}`);

let stack: TestStack;
let customer: Customer;
let barista: Barista;
let cardId: string;
const walked: { orderId: string; key: string }[] = [];

before(async () => {
  const steps = new Map<ProcessName, string[]>();
  for (const round of rounds)
    for (const [name, step] of Object.entries(round) as [ProcessName, string][])
      steps.set(name, [...(steps.get(name) ?? []), `${step}=kill@${deathOf(name, step)}`]);
  const replicas = Object.fromEntries([...steps.keys()].map((name) => [name, 2]));
  const env = Object.fromEntries([...steps].map(([name, all]) => [name, { FAILPOINTS: all.join(",") }]));
  stack = await startTestStack({ buildPages: false, only: withoutAuditor, replicas, env });
  customer = await customerOf(stack);
  barista = await baristaOf(stack);
  cardId = (await customer.card()).cardId;
  await customer.topUp(cardId, 550_000);
});
after(async () => {
  await stack?.stop();
  rmSync(orders, { recursive: true });
});

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

const deadReplica = (name: ProcessName) =>
  [0, 1].find((replica) => stack.process(name, replica).state === "down");

for (const round of rounds) {
  const deaths = Object.entries(round) as [ProcessName, string][];
  test(`killed: ${deaths.map(([name, step]) => `${name} at ${step}`).join(", ")}`, async () => {
    for (const [name, step] of deaths) writeFileSync(deathOf(name, step), "");
    const from = walked.length;
    const someoneLives = () => deaths.some(([name]) => deadReplica(name) === undefined);
    while (someoneLives() && walked.length - from < mostOrders) await walk();
    await eventually("each has died at its step", () => !someoneLives(), 5_000);
    await assertEachWalkedOnce(stack, walked.slice(from));
    if (round === rounds.at(-1)) return;
    await Promise.all(deaths.map(([name]) => stack.restart(name, deadReplica(name))));
  });
}
