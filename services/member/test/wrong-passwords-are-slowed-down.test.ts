import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Refusal } from "@siren/contracts/refusal";
import { openStore, type Store } from "@siren/store/open-store";
import { type MemberModels, memberModels } from "../src/store.ts";
import { createThrottle, type Pair } from "../src/throttle.ts";
import { delayAfter, longestDelayMs, networkOf } from "../src/throttle-rules.ts";

let folder: string;
let store: Store;
let models: MemberModels;
let time = 1_800_000_000_000;
const now = () => time;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "member-throttle-"));
  store = await openStore(`sqlite://${join(folder, "tries.db")}`, { log: { info() {}, warn() {} }, now });
  models = memberModels(store);
  await store.migrate([]);
});
after(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const limits = { free: { usual: 3, underAttack: 1 }, attackTries: 6, longestDelayMs };
let accounts = 0;

function world() {
  accounts += 1;
  const account = `mina${accounts}@example.org`;
  const throttle = createThrottle({ store, models, now }, limits);
  const begin = (place = "address 10.0.0.1", more: Partial<Pair> = {}) =>
    throttle.begin({ account, place, ...more });
  const isWaiting = async (place?: string, more?: Partial<Pair>) => {
    try {
      await begin(place, more);
      return false;
    } catch (error) {
      assert.ok(error instanceof Refusal && error.code === "TOO_MANY_REQUESTS");
      return Number(error.extra.retryAfterS);
    }
  };
  return { begin, isWaiting };
}

test("after so many wrong ones the wait grows, for that address and for no other", async () => {
  const { begin, isWaiting } = world();
  for (let i = 0; i < 3; i += 1) await begin();
  assert.equal(await isWaiting(), 1);
  assert.equal(await isWaiting("address 10.0.0.2"), false);
  time += 1_000;
  await begin();
  assert.equal(await isWaiting(), 2);
  time += 2_000;
  await begin();
  assert.equal(await isWaiting(), 4);
  assert.equal(delayAfter(40, 3, longestDelayMs), 15 * 60_000, "and grows no further than this");
});

test("another replica, and one that was started anew, know of it", async () => {
  const { begin } = world();
  for (let i = 0; i < 3; i += 1) await begin();
  const account = `mina${accounts}@example.org`;
  const other = createThrottle({ store, models, now }, limits);
  const again = other.begin({ account: account.toUpperCase(), place: "address 10.0.0.1" });
  await assert.rejects(again, (error) => error instanceof Refusal && error.code === "TOO_MANY_REQUESTS");
});

test("the right one forgives, one that nobody looked at does not count, and after an hour all is forgotten", async () => {
  const { begin, isWaiting } = world();
  await begin();
  await begin();
  const attempt = await begin();
  await store.unitOfWork((tx) => attempt.succeeded(tx));
  for (let i = 0; i < 5; i += 1) await (await begin()).undecided();
  for (let i = 0; i < 3; i += 1) await begin();
  assert.equal(await isWaiting(), 1);
  time += 60 * 60_000;
  for (let i = 0; i < 3; i += 1) await begin();
});

test("who guesses many at the same moment is not let through before the first is found wrong", async () => {
  const { begin } = world();
  const begun = await Promise.allSettled(Array.from({ length: 12 }, () => begin()));
  assert.equal(begun.filter(({ status }) => status === "fulfilled").length, 3);
});

test("an attack from many places makes the next place's tries few, and keeps its owner out nowhere", async () => {
  const { begin, isWaiting } = world();
  for (let i = 0; i < 6; i += 1) await begin(`address 10.0.1.${i}`);
  assert.equal(await isWaiting("address 192.0.2.7"), false, "a first try is always looked at");
  assert.equal(await isWaiting("address 192.0.2.7"), 1);
  const known = { isKnown: true };
  for (let i = 0; i < 3; i += 1) assert.equal(await isWaiting("device of mina", known), false);
  assert.equal(await isWaiting("device of mina", known), 1);
});

test("an address of IPv6 counts with its network, one of IPv4 by itself", () => {
  const networks: [string, string][] = [
    ["203.0.113.9", "203.0.113.9"],
    ["::ffff:203.0.113.9", "203.0.113.9"],
    ["2001:0DB8:0:1:aaaa::1", "2001:db8:0:1::/64"],
    ["2001:db8:0:1::2", "2001:db8:0:1::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
  ];
  for (const [address, network] of networks) assert.equal(networkOf(address), network);
});
