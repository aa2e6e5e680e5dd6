import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { waysToBeLost } from "./harness/loss.ts";
import { startTestStack, type TestStack } from "./harness/stack.ts";
import { type StoreService, storeServices } from "./harness/store-faults.ts";
import { StoreProcess } from "./harness/store-process.ts";
import { quickAuditor } from "./harness/verdicts.ts";
import { aStoreIsLost } from "./outages/a-store-is-lost.ts";
import { baristaIsLost, nobodyAcceptsInTime } from "./outages/barista-is-lost.ts";
import { CafeInTrouble } from "./outages/cafe-in-trouble.ts";
import { memberIsLost, moreIsPromisedThanThereIs, slowRelay } from "./outages/member-is-lost.ts";
import { menuIsLost } from "./outages/menu-is-lost.ts";
import { oneReplicaOfOrderIsLost, orderIsLost } from "./outages/order-is-lost.ts";

/**
 * domain.md 2.4, row by row over one stack: what is lost is killed, and then frozen, in each; docs/outages.md
 * tells what is seen. After each row nothing is missing and nothing is there twice.
 */
const folder = mkdtempSync(join(tmpdir(), "siren-outages-"));
const restFile = join(folder, "member-rests");
/** So short that a store which is away is given up within the test. */
const impatient = { STORE_ACK_MS: "3000", STORE_ACK_AGAIN_MS: "500" };

/** As a MongoDB would be: servers of their own, so that a frozen replica keeps no lock on its siblings' file. */
const stores = new Map(
  storeServices.map((service) => [service, new StoreProcess(join(folder, `${service}.db`))]),
);
let stack: TestStack;
let cafe: CafeInTrouble;
before(async () => {
  await Promise.all([...stores.values()].map((store) => store.start()));
  const storeOf = (service: StoreService) => ({ STORE: stores.get(service)?.uri ?? "" });
  stack = await startTestStack({
    buildPages: false,
    replicas: { order: 2 },
    env: {
      ...{ menu: storeOf("menu"), order: storeOf("order"), barista: storeOf("barista") },
      member: { ...storeOf("member"), FAILPOINTS: slowRelay(restFile) },
      auditor: quickAuditor,
    },
  });
  cafe = await CafeInTrouble.open(stack);
});
after(async () => {
  await stack?.stop();
  await Promise.all([...stores.values()].map((store) => store[Symbol.asyncDispose]()));
  rmSync(folder, { recursive: true });
});

test("member is killed before it said that a card was used: the card owes the rest, and a top-up pays it", () =>
  moreIsPromisedThanThereIs(cafe, restFile));

for (const way of waysToBeLost) {
  test(`menu gets ${way}: the menu is shown as of when, ordering goes on, the next price arrives`, async () => {
    await menuIsLost(cafe, way);
    await cafe.settle();
  });

  test(`member gets ${way}: orders are promised or paid at the counter, and charged once when it is back`, async () => {
    await memberIsLost(cafe, way);
    await cafe.settle();
  });

  test(`barista gets ${way}: orders are taken and held, a cancel is asked for, taps and tickets catch up`, async () => {
    await baristaIsLost(cafe, way);
    await cafe.settle();
  });

  test(`one of two of order gets ${way}: nobody has to ask twice`, async () => {
    await oneReplicaOfOrderIsLost(cafe, way);
    await cafe.settle();
  });
}

for (const [at, [service, store]] of [...stores].entries()) {
  const way = waysToBeLost[at % 2] ?? "SIGKILL";
  test(`${service}'s store gets ${way}: as if ${service} were lost, and nothing has to be started again`, async () => {
    await aStoreIsLost(cafe, service, store, way);
    await cafe.settle();
  });
}

test("all of order get SIGSTOP: the store goes on and calls, and no key makes two orders", async () => {
  await orderIsLost(cafe, "SIGSTOP");
  await cafe.settle();
});

test("all of order get SIGKILL: the same", async () => {
  await orderIsLost(cafe, "SIGKILL", impatient);
  await cafe.settle();
});

test("barista gets SIGKILL for longer than a store may take: the money goes back by itself, and it is told", async () => {
  await nobodyAcceptsInTime(cafe);
  await cafe.settle();
});
