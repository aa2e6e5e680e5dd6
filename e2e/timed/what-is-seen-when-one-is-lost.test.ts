import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { waysToBeLost } from "../harness/loss.ts";
import { baristaIsLost, nobodyAcceptsInTime } from "../outages/barista-is-lost.ts";
import type { CafeInTrouble } from "../outages/cafe-in-trouble.ts";
import { memberIsLost, moreIsPromisedThanThereIs, slowRelay } from "../outages/member-is-lost.ts";
import { menuIsLost } from "../outages/menu-is-lost.ts";
import { oneReplicaOfOrderIsLost, orderIsLost } from "../outages/order-is-lost.ts";
import { type OpenCafe, openOverStores } from "../outages/stack-over-stores.ts";

/**
 * domain.md 2.4, row by row over one stack: what is lost is killed, and then frozen, in each; docs/outages.md
 * tells what is seen. After each row nothing is missing and nothing is there twice.
 */
const folder = mkdtempSync(join(tmpdir(), "siren-rests-"));
const restFile = join(folder, "member-rests");
/** So short that a store which is away is given up within the test. */
const impatient = { STORE_ACK_MS: "3000", STORE_ACK_AGAIN_MS: "500" };

let opened: OpenCafe;
let cafe: CafeInTrouble;
before(async () => {
  opened = await openOverStores({
    replicas: { order: 2 },
    env: { member: { FAILPOINTS: slowRelay(restFile) } },
  });
  cafe = opened.cafe;
});
after(async () => {
  await opened?.close();
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

// Once for all rows: it looks at every order, and what was missing or twice after any of them stays so.
test("after all of it every rule of the auditor holds", () => cafe.untilTheAuditorAgrees());
