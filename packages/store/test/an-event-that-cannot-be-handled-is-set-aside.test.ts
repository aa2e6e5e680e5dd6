import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { effectsIn, recordEffect } from "./support/effects.ts";
import { orderIdOf, readyEvent } from "./support/sample-events.ts";
import { keptLog } from "./support/silent-log.ts";
import { twoServices } from "./support/two-services.ts";

test("a poison event waits aside with its error, its aggregate behind it, and all others go on", async (t) => {
  const log = keptLog();
  let isPoison = true;
  const world = await twoServices(t, {
    log,
    consumer: {
      attempts: 3,
      firstPauseMs: 1,
      handlers: {
        OrderReady: async (event, tx) => {
          await recordEffect(world.consumer, tx, event);
          if (isPoison && event.data.orderId === orderIdOf(2)) throw new Error("no cup of that size");
        },
      },
    },
  });
  const { owner, consumer } = world;
  world.startRelaying();
  const hearing = world.startHearing();
  for (const [number, version] of [
    [1, 1],
    [2, 1],
    [3, 1],
    [2, 2],
    [1, 2],
  ] as const) {
    await owner.unitOfWork(async (tx) => tx.publish(readyEvent(number, version)));
  }
  const taken = async () =>
    (await effectsIn(consumer)).map((e) => `${Number(e.aggregateId.slice(4))}v${e.aggregateVersion}`);
  await until("the others took effect", async () => (await taken()).length >= 3);
  await until("both wait aside", async () => (await consumer.inbox.parked("order")) === 2);
  assert.deepEqual((await taken()).toSorted(), ["1v1", "1v2", "3v1"]);
  const said = log.lines.find((line) => line.event === "event.set-aside");
  assert.equal(said?.fields.error, "no cup of that size");
  assert.equal(said?.fields.attempts, 3);

  assert.deepEqual(await hearing.replay(), { replayed: 0, left: 2 }, "still poison: nothing gets past it");
  const letters = await consumer.inbox.letters({ limit: 10 });
  assert.deepEqual(
    letters.map(({ feed, type, aggregateId, error }) => [feed, type, aggregateId, error]),
    [
      ["order", "OrderReady", orderIdOf(2), "no cup of that size"],
      ["order", "OrderReady", orderIdOf(2), "waits behind an earlier event of its aggregate"],
    ],
  );
  const [{ eventId } = { eventId: "" }] = letters;
  assert.deepEqual(await consumer.inbox.letters({ eventId }), letters.slice(0, 1));
  isPoison = false;
  assert.deepEqual(await hearing.replay(orderIdOf(1)), { replayed: 0, left: 2 }, "nothing waits of that one");
  assert.deepEqual(await hearing.replay(orderIdOf(2)), { replayed: 2, left: 0 });
  assert.deepEqual((await taken()).slice(3), ["2v1", "2v2"]);
});

test("an event whose data are not what the contract says is set aside, too", async (t) => {
  const world = await twoServices(t, { consumer: { attempts: 2, firstPauseMs: 1 } });
  world.startRelaying();
  world.startHearing();
  await world.owner.unitOfWork(async (tx) => tx.publish(readyEvent(1, 1, { data: { orderId: "made up" } })));
  await until("it waits aside", async () => (await world.consumer.inbox.parked("order")) === 1);
  assert.deepEqual(await effectsIn(world.consumer), []);
});
