import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { orderIdOf, readyEvent } from "./support/sample-events.ts";
import { twoServices } from "./support/two-services.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const tell = (number: number, version: number, more: object = {}) =>
  readyEvent(number, version, { data: { orderId: orderIdOf(number), ...more } });

test("what was told of an order is found among all else, numbered or not, without what names anybody", async (t) => {
  const { owner, startRelaying } = await twoServices(t);
  const since = Date.now();
  await owner.unitOfWork(async (tx) => {
    for (let other = 100; other < 160; other++) tx.publish(readyEvent(other));
    tx.publish(tell(1, 1, { reason: "TOO_BUSY", amount_krw: 4_500, nickname: "미나", ownerId: "mem_1" }));
    tx.publish({ ...tell(1, 2), aggregateId: "tkt_1", traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
  });
  const unnumbered = await owner.journeys.told(orderIdOf(1), since);
  assert.deepEqual(
    unnumbered.events.map(({ seq }) => seq),
    [null, null],
  );
  startRelaying();
  const { events, isWhole } = await until("both are numbered", async () => {
    const told = await owner.journeys.told(orderIdOf(1), since);
    assert.equal(told.events.length, 2, "one of them is nowhere while it gets its number");
    return told.events.every(({ seq }) => seq !== null) && told;
  });
  assert.equal(isWhole, true);
  assert.deepEqual(
    events.map(({ aggregateId, seq }) => [aggregateId, seq]),
    [
      [orderIdOf(1), 61],
      ["tkt_1", 62],
    ],
  );
  assert.deepEqual(events[0]?.facts, { reason: "TOO_BUSY", amount_krw: 4_500 });
  assert.equal(events[1]?.traceId, traceId);
  const later = await owner.journeys.told(orderIdOf(1), Date.now() + 3_600_000);
  assert.deepEqual(later.events, [], "what is older than that is not looked through");
});

test("each event is found as it was taken, set aside or not heard yet", async (t) => {
  const { owner, consumer, startRelaying, startHearing } = await twoServices(t, {
    consumer: {
      attempts: 2,
      firstPauseMs: 1,
      handlers: {
        OrderReady: async (event) => {
          if (event.data.orderId === orderIdOf(2)) throw new Error("no cup of that size");
        },
      },
    },
  });
  const since = Date.now();
  await owner.unitOfWork(async (tx) => {
    tx.publish(readyEvent(1));
    tx.publish(readyEvent(2));
  });
  startRelaying();
  startHearing();
  await until("one is set aside", async () => (await consumer.inbox.parked("order")) === 1);
  const idsOf = async (number: number) =>
    (await owner.journeys.told(orderIdOf(number), since)).events.map(({ eventId }) => eventId);
  const [[taken = ""], [aside = ""]] = [await idsOf(1), await idsOf(2)];
  const here = await consumer.journeys.taken([taken, aside, "evt_00000000000000000000000000"]);
  assert.deepEqual(
    here.taken.map(({ eventId }) => eventId),
    [taken],
  );
  assert.deepEqual(
    here.setAside.map(({ eventId, attempts, error }) => [eventId, attempts, error]),
    [[aside, 2, "no cup of that size"]],
  );
  assert.deepEqual(here.heard, { order: 2 });
});
