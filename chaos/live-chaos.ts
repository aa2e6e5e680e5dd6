import { setTimeout as pause } from "node:timers/promises";
import { session } from "@siren/contracts/member";
import { baristaOf, Customer, gatewaysOf, newKey, storeId } from "../e2e/harness/cafe.ts";
import { CuttableLine } from "../e2e/harness/cuttable-line.ts";
import { eventually } from "../e2e/harness/eventually.ts";
import { OrdersPage } from "../e2e/harness/live-page.ts";
import { workShift } from "../e2e/harness/shift.ts";
import { startTestStack, type TestStack } from "../e2e/harness/stack.ts";
import { judgePages, type SeenPage } from "./page-verdicts.ts";
import type { Verdict } from "./verdicts.ts";

export type LiveChaosOptions = {
  orders: number;
  customers: number;
  cutMs: number;
  signal: AbortSignal;
  say: (line: string) => void;
};

type Guest = { customer: Customer; cardId: string; page: OrdersPage };

const topUp_krw = 500_000;
const patienceMs = 120_000;

/**
 * People who order and look at their pages, while those who hold the pages' sockets die and the network between them
 * is cut. Orders are placed beside that network, so that READY happens while nobody can hear of it.
 */
export async function runLiveChaos(options: LiveChaosOptions): Promise<Verdict[]> {
  const { orders, customers, cutMs, signal, say } = options;
  await using stack = await startTestStack({
    ...{ replicas: { order: 2, barista: 2 }, restartCrashed: true, buildPages: false, signal },
  });
  await using network = await CuttableLine.to(stack.gatewayUrl);
  const placed = new Map<string, Guest>();
  const handedOver = new Set<string>();
  const working = new AbortController();
  const guests = await Promise.all(Array.from({ length: customers }, (_, n) => arrive(stack, network, n)));
  const barista = await baristaOf(stack);
  const shift = workShift(barista, {
    ...{ storeId, signal: working.signal },
    onHandedOver: ({ orderId }) => void handedOver.add(orderId),
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
      await strike(stack, "order", replica, say);
    }
    await done(0.45);
    await strike(stack, "gateway", 0, say);
    await done(0.6);
    const before = handedOver.size;
    say(`  the network of the pages is cut for ${cutMs / 1000} s`);
    network.cut();
    await pause(cutMs, undefined, { signal }).catch(() => undefined);
    const meanwhile = handedOver.size - before;
    network.restore();
    say(`  the network is back; ${meanwhile} orders were ready meanwhile`);
    await Promise.all(walks);
    const ordersOf = (guest: Guest) => [...placed].filter(([, of]) => of === guest).map(([order]) => order);
    const seen = (): SeenPage[] =>
      guests.map((guest) => ({
        shown: guest.page.shown.map(({ name, n, order }) => ({ name, n, orderId: order.orderId })),
        orders: ordersOf(guest),
        heardInAll: guest.page.heardInAll,
        connects: guest.page.connects,
      }));
    const isWhole = () => judgePages(seen(), orders).every(({ violations }) => violations.length === 0);
    await eventually("every page is complete", isWhole, patienceMs).catch(() => undefined);
    return judgePages(seen(), orders);
  } finally {
    working.abort();
    for (const { page } of guests) page.close();
    await Promise.allSettled([...walks, shift]);
  }
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

/** One who orders over the gateway's own address, and whose page hears over the network that is cut. */
async function arrive(stack: TestStack, network: CuttableLine, n: number): Promise<Guest> {
  const customer = new Customer(gatewaysOf(stack));
  const body = { email: `live-${n}@siren.example`, password: `live-${n}-password`, nickname: `guest ${n}` };
  const answer = await customer.sendUntilAnswered("POST", "/api/v1/member/register", { body, key: newKey() });
  const { accessToken } = session.parse(answer.body);
  customer.token = accessToken;
  const { cardId } = await customer.card();
  await customer.topUp(cardId, topUp_krw);
  const looking = new Customer([network.url]);
  looking.token = accessToken;
  return { customer, cardId, page: await new OrdersPage(looking).listening() };
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
