import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventDoc } from "./collections.ts";
import { createSieve, type Sieving } from "./sieve.ts";

/** Every tenth event ends a sign-in. */
function feed() {
  const looks: string[] = [];
  const sieve = createSieve(async ({ after, upTo, limit }: Sieving) => {
    looks.push(`${after} to ${upTo}`);
    const found: Pick<EventDoc, "_id">[] = [];
    for (let _id = after + 1; _id <= upTo && found.length < limit; _id += 1)
      if (_id % 10 === 0) found.push({ _id });
    return found as EventDoc[];
  });
  const ask = async (after: number, upTo: number, { limit = 50, epoch = "first" } = {}) =>
    (await sieve(epoch, { types: ["SessionRevoked"], after, upTo, limit })).map(({ _id }) => _id);
  return { looks, ask };
}

test("five who follow at the head have each stretch looked through once, and each hears of all in its own", async () => {
  const { looks, ask } = feed();
  const together = await Promise.all([0, 0, 0, 5, 12].map((after) => ask(after, 25)));
  assert.deepEqual(together, [[10, 20], [10, 20], [10, 20], [10, 20], [20]]);
  assert.deepEqual(await ask(25, 31), [30]);
  assert.deepEqual(await ask(9, 31), [10, 20, 30]);
  assert.deepEqual(looks, ["0 to 25", "25 to 31"]);
});

test("who is further behind looks for itself, and who is further on is followed", async () => {
  const { looks, ask } = feed();
  assert.deepEqual(await ask(100, 105), []);
  assert.deepEqual(await ask(80, 105), [90, 100]);
  assert.deepEqual(await ask(200, 210), [210]);
  assert.deepEqual(await ask(205, 210), [210]);
  assert.deepEqual(looks, ["100 to 105", "80 to 105", "200 to 210"]);
});

test("a page that is full ends where it is full, whoever asks", async () => {
  const { ask } = feed();
  assert.deepEqual(await ask(0, 100, { limit: 3 }), [10, 20, 30]);
  assert.deepEqual(await ask(30, 100, { limit: 3 }), [40, 50, 60]);
  assert.deepEqual(await ask(0, 100, { limit: 3 }), [10, 20, 30]);
});

test("of another epoch nothing is known", async () => {
  const { looks, ask } = feed();
  await ask(0, 10);
  assert.deepEqual(await ask(0, 10, { epoch: "second" }), [10]);
  assert.equal(looks.length, 2);
});

test("a look that failed is made again", async () => {
  let fails = true;
  const sieve = createSieve(async () => {
    if (fails) throw new Error("away");
    return [];
  });
  const of = { types: ["SessionRevoked"], after: 0, upTo: 10, limit: 5 };
  await assert.rejects(sieve("first", of), /away/);
  fails = false;
  assert.deepEqual(await sieve("first", of), []);
});
