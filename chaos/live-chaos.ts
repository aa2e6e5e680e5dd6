import { setTimeout as pause } from "node:timers/promises";
import { session } from "@siren/contracts/member";
import { baristaOf, Customer, gatewaysOf, newKey, storeId } from "../e2e/harness/cafe.ts";
import { CuttableLine } from "../e2e/harness/cuttable-line.ts";
import { eventually } from "../e2e/harness/eventually.ts";
import { workShift } from "../e2e/harness/shift.ts";
import { startTestStack, type TestStack } from "../e2e/harness/stack.ts";
import { Device, type Whereabouts } from "./device.ts";
import { judgeRings, judgeTold, type SeenCustomer } from "./device-verdicts.ts";
import type { Verdict } from "./verdicts.ts";

export type LiveChaosOptions = {
  orders: number;
  customers: number;
  cutMs: number;
  signal: AbortSignal;
  say: (line: string) => void;
};

type Guest = { customer: Customer; cardId: string; devices: Device[]; seesTheCounter: boolean };

const topUp_krw = 500_000;
const patienceMs = 120_000;
/** Longer than a turn: another device that rang for what was shown would be heard. */
const onTheWayToTheCounterMs = 4_500;
const comesUnaskedAfterMs = 20_000;

/** Where a customer's two devices are; the one that came last is the first to ring. */
const whereabouts: readonly [Whereabouts, Whereabouts][] = [
  ["in the hand", "in the hand"],
  ["in a pocket", "in a pocket"],
  ["in a pocket", "at home"],
];

/**
 * People who order and hear of it on two devices each, while those who hold the devices' sockets die and the network
 * between them is cut. Orders are placed beside that network, so that READY happens while nobody can hear of it.
 */
export async function runLiveChaos(options: LiveChaosOptions): Promise<Verdict[]> {
  const { orders, customers, cutMs, signal, say } = options;
  await using stack = await startTestStack({
    ...{ replicas: { order: 2, barista: 2, gateway: 2 }, restartCrashed: true, buildPages: false, signal },
  });
  const [one, other] = gatewaysOf(stack);
  if (!one || !other) throw new Error("two gateways are needed");
  await using lineToOne = await CuttableLine.to(one);
  await using lineToOther = await CuttableLine.to(other);
  const network = [lineToOne, lineToOther];
  const placed = new Map<string, Guest>();
  const handedOver = new Map<string, number>();
  const standsReady = new Map<string, number>();
  const killed: number[] = [];
  let isCut = false;
  const working = new AbortController();
  const guests: Guest[] = [];
  for (let n = 0; n < customers; n += 1) guests.push(await arrive(stack, network, n));
  const barista = await baristaOf(stack);
  const shift = workShift(barista, {
    ...{ storeId, signal: working.signal },
    isFetched({ orderId }) {
      const since = standsReady.get(orderId) ?? Date.now();
      standsReady.set(orderId, since);
      const guest = placed.get(orderId);
      const shownAtMs = guest && firstShown(guest, orderId);
      return (
        Date.now() >
          Math.min((shownAtMs ?? Infinity) + onTheWayToTheCounterMs, since + comesUnaskedAfterMs) ||
        (isCut && guest?.seesTheCounter === true)
      );
    },
    onHandedOver: ({ orderId }) => void handedOver.set(orderId, Date.now()),
  });
  let left = orders;
  const isOver = () => signal.aborted || left <= 0;
  const walks = guests.map(async (guest) => {
    while (!isOver()) {
      left -= 1;
      const order = await place(guest, signal);
      if (!order) continue;
      placed.set(order, guest);
      await eventually(`${order} is handed over`, () => signal.aborted || handedOver.has(order), patienceMs);
    }
  });
  const done = (share: number) =>
    eventually(
      `${share} of the orders are handed over`,
      () => signal.aborted || handedOver.size >= orders * share,
      patienceMs * 5,
    );
  try {
    for (const replica of [0, 1]) {
      await done(0.15 * (replica + 1));
      killed.push(Date.now());
      await strike(stack, "order", replica, say);
    }
    await done(0.45);
    await strike(stack, "gateway", 0, say);
    await done(0.6);
    const before = handedOver.size;
    say(`  the network of the devices is cut for ${cutMs / 1000} s`);
    isCut = true;
    for (const line of network) line.cut();
    await pause(cutMs, undefined, { signal }).catch(() => undefined);
    const meanwhile = handedOver.size - before;
    isCut = false;
    for (const line of network) line.restore();
    say(`  the network is back; ${meanwhile} orders were handed over meanwhile`);
    await Promise.all(walks);
    const ordersOf = (guest: Guest) =>
      [...placed]
        .filter(([, of]) => of === guest)
        .map(([orderId]) => ({ orderId, handedOverAtMs: handedOver.get(orderId) }));
    const seen = (): SeenCustomer[] =>
      guests.map((guest) => ({ devices: guest.devices, orders: ordersOf(guest) }));
    // A device that rang amiss has done so for ever.
    const isWhole = () => judgeTold(seen(), orders).every(({ violations }) => violations.length === 0);
    await eventually("every device is told everything", isWhole, patienceMs).catch(() => undefined);
    return [...judgeTold(seen(), orders), ...judgeRings(seen(), killed)];
  } finally {
    working.abort();
    for (const { devices } of guests) for (const device of devices) device.close();
    await Promise.allSettled([...walks, shift]);
  }
}

/** When one of their devices had READY of the order on its screen, and the server had heard so. */
function firstShown({ devices }: Guest, orderId: string): number | undefined {
  const ready = devices
    .flatMap(({ told }) => told)
    .find((event) => event.name === "order.ready" && event.orderId === orderId);
  if (!ready) return undefined;
  const times = devices.flatMap(({ acknowledged }) => acknowledged.find(({ n }) => n >= ready.n)?.atMs ?? []);
  return times.length > 0 ? Math.min(...times) : undefined;
}

async function strike(
  stack: TestStack,
  name: "order" | "gateway",
  replica: number,
  say: (line: string) => void,
): Promise<void> {
  say(`  ${name}-${replica} gets SIGKILL`);
  await stack.kill(name, replica, "SIGKILL");
  await eventually(
    `${name}-${replica} is back`,
    () => stack.process(name, replica).state === "listening",
    patienceMs,
  );
}

/** One who orders over the gateways' own addresses, and whose devices hear over the network that is cut. */
async function arrive(stack: TestStack, network: readonly CuttableLine[], n: number): Promise<Guest> {
  const customer = new Customer(gatewaysOf(stack));
  const account = { email: `live-${n}@siren.example`, password: `live-${n}-password` };
  const body = { ...account, nickname: `guest ${n}` };
  const answer = await customer.sendUntilAnswered("POST", "/api/v1/member/register", { body, key: newKey() });
  customer.token = session.parse(answer.body).accessToken;
  const { cardId } = await customer.card();
  await customer.topUp(cardId, topUp_krw);
  const where = whereabouts[n % whereabouts.length] ?? [];
  const devices: Device[] = [];
  for (const [at, line] of network.entries())
    devices.push(await Device.of(account, line, where[at] ?? "in the hand"));
  // The others wait to be told: they stand before the counter's screen only when all else has failed.
  return { customer, cardId, devices, seesTheCounter: !where.every((each) => each === "in a pocket") };
}

/** Until it is taken: refused for the moment, or not answered, it is tried again with the same key. */
async function place({ customer, cardId }: Guest, signal: AbortSignal): Promise<string | undefined> {
  const key = newKey();
  return eventually(
    "the order is taken",
    async () => (signal.aborted ? "aborted" : (await customer.place(cardId, key)).order.orderId),
    patienceMs,
  ).then((order) => (order === "aborted" ? undefined : order));
}
