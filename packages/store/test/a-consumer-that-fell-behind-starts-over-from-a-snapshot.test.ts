import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { effectsIn } from "./support/effects.ts";
import { readyEvent } from "./support/sample-events.ts";
import { twoServices } from "./support/two-services.ts";

/** The owner's state is the set of orders that were published; a snapshot replaces the consumer's copy. */
async function world(t: Parameters<typeof twoServices>[0], begin: "snapshot" | "first-event") {
  const services = await twoServices(t, {
    snapshot: async () => placed(),
    consumer: {
      begin,
      onSnapshot: async (snapshot, tx) => {
        const view = services.consumer.connection.collection("view");
        await view.deleteMany({}, { session: tx.session });
        for (const order of snapshot.state as string[])
          await view.insertOne({ order }, { session: tx.session });
      },
      handlers: {
        OrderReady: async (event, tx) => {
          const view = services.consumer.connection.collection("view");
          await view.insertOne({ order: event.aggregateId }, { session: tx.session });
        },
      },
    },
  });
  const placed = async () =>
    (await services.owner.connection.collection<{ order: string }>("placed").find().toArray()).map(
      (doc) => doc.order,
    );
  const publish = (number: number) =>
    services.owner.unitOfWork(async (tx) => {
      const event = readyEvent(number);
      const order = event.aggregateId;
      await services.owner.connection.collection("placed").insertOne({ order }, { session: tx.session });
      tx.publish(event);
    });
  const viewed = async () =>
    (await services.consumer.connection.collection<{ order: string }>("view").find().toArray()).map(
      (doc) => doc.order,
    );
  const sameView = () =>
    until("the view holds each order once", async () => {
      const [mine, theirs] = [(await viewed()).toSorted(), (await placed()).toSorted()];
      if (mine.length >= theirs.length) assert.deepEqual(mine, theirs);
      return mine.length >= theirs.length;
    });
  return { ...services, publish, sameView };
}

test("a snapshot numbers what was committed and not yet numbered: nothing of it comes a second time", async (t) => {
  const { publish, sameView, startHearing, startRelaying, owner } = await world(t, "snapshot");
  for (const number of [1, 2, 3]) await publish(number);
  startHearing();
  await sameView();
  startRelaying();
  for (const number of [4, 5]) await publish(number);
  await sameView();
  const page = await owner.feed.page({ after: 0, limit: 10, waitMs: 0 });
  assert.ok(page !== "gone" && page.head === 5);
});

test("a new epoch, or a cursor that is gone, leads to a snapshot and on from there", async (t) => {
  const { publish, sameView, startHearing, startRelaying, owner, consumer } = await world(t, "first-event");
  startRelaying();
  const first = startHearing();
  for (const number of [1, 2]) await publish(number);
  await sameView();
  await first.close();

  await consumer.connection
    .collection<{ _id: string }>("_cursors")
    .updateOne({ _id: "order" }, { $set: { seq: 99 } });
  const second = startHearing();
  await publish(3);
  await sameView();
  await second.close();

  await owner.feed.renewEpoch();
  startHearing();
  await publish(4);
  await sameView();
  assert.deepEqual(await effectsIn(consumer), []);
});
