import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { Lease } from "@siren/chassis/messaging/ports";
import { until } from "@siren/chassis/testing/until";
import { leaseTimes } from "../src/leases.ts";
import { oneStore } from "./support/one-store.ts";

const beatsOfALife = Math.ceil(leaseTimes.ttlMs / leaseTimes.renewEveryMs);

function duties() {
  const tokens: number[] = [];
  const duty = async ({ token, signal }: Lease) => {
    tokens.push(token);
    await new Promise<void>((end) => signal.addEventListener("abort", () => end(), { once: true }));
  };
  return { tokens, duty };
}

test("one of two holds a lease; given back, it is the other's at once, under a higher token", async (t) => {
  const { store, again, folder } = await oneStore(t, { newHolder: () => "first" });
  // By its clock no lease ever runs out: what it takes was given back.
  const sibling = await again({ newHolder: () => "second", monotonicMs: () => 0 });
  const mine = duties();
  const theirs = duties();
  const first = store.leases.campaign("relay", mine.duty);
  await until("the first holds it", () => first.held());
  const second = sibling.leases.campaign("relay", theirs.duty);
  const beatOf = async () =>
    (await readFile(join(folder, "data", "service.db-beats", "first"))).readDoubleLE(0);
  const before = await beatOf();
  await until(
    "it was renewed for longer than it lives unrenewed",
    async () => (await beatOf()) > before + beatsOfALife,
  );
  assert.deepEqual([first.held(), second.held()], [true, false]);
  await first.close();
  await until("the second holds it", () => second.held());
  assert.deepEqual([mine.tokens, theirs.tokens], [[1], [2]]);
});

test("a holder that cannot renew gives up its duty by itself", async (t) => {
  let clock = 0;
  const { store } = await oneStore(t, { monotonicMs: () => performance.now() + clock });
  const { tokens, duty } = duties();
  const campaign = store.leases.campaign("relay", duty);
  await until("it holds the lease", () => campaign.held());
  // As if the process had been stopped for a minute.
  clock += 60_000;
  assert.equal(campaign.held(), false);
  await until("it competes anew", () => tokens.length === 2);
  assert.ok((tokens[1] ?? 0) > (tokens[0] ?? 0));
});

test("a duty that fails is taken up again while the lease stands", async (t) => {
  const { store } = await oneStore(t);
  let runs = 0;
  store.leases.campaign("relay", async () => {
    runs += 1;
    throw new Error("stumbled");
  });
  await until("it ran twice", () => runs >= 2);
});
