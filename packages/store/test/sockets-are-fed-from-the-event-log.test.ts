import assert from "node:assert/strict";
import { test } from "node:test";
import type { LiveRecord } from "@siren/chassis/messaging/ports";
import { until } from "@siren/chassis/testing/until";
import { oneStore } from "./support/one-store.ts";
import { readyEvent } from "./support/sample-events.ts";

test("a tail gives every record after its start, in order, once, on whichever replica it runs", async (t) => {
  const { store, again } = await oneStore(t);
  const sibling = await again();
  const publish = async (number: number) => {
    const live = [
      { stream: "store:a", name: "ticket.queued", data: { number } },
      { stream: `member:${number % 2}`, name: "order.placed", data: { number } },
    ];
    await store.unitOfWork(async (tx) => tx.publish(readyEvent(number, 1, { live })));
    await store.relay.stamp(1, 10);
  };
  await publish(1);
  await publish(2);
  const fromNow: LiveRecord[] = [];
  const fromStart: LiveRecord[] = [];
  store.eventLog.tail(undefined, (records) => void fromNow.push(...records));
  let stumbles = 1;
  const stop = sibling.eventLog.tail(0, (records) => {
    stumbles -= 1;
    if (stumbles >= 0) throw new Error("the socket server is not there yet");
    fromStart.push(...records);
  });
  for (let number = 3; number <= 6; number += 1) await publish(number);
  sibling.feed.refresh();
  await until("both have everything", () => fromNow.length >= 8 && fromStart.length >= 12);
  assert.deepEqual(
    fromNow.map((record) => record.seq),
    [3, 3, 4, 4, 5, 5, 6, 6],
  );
  const storeRecords = fromStart.filter((record) => record.stream === "store:a");
  assert.deepEqual(
    storeRecords.map((record) => record.n),
    [1, 2, 3, 4, 5, 6],
  );
  assert.deepEqual(
    fromStart.filter((r) => r.stream === "member:1").map((r) => r.n),
    [1, 2, 3],
  );
  assert.equal(new Set(fromStart.map((record) => `${record.stream} ${record.n}`)).size, 12);

  stop();
  await publish(7);
  sibling.feed.refresh();
  await until("the other tail has it", () => fromNow.length === 10);
  assert.equal(fromStart.length, 12, "a tail that was stopped hears nothing more");
});

test("what comes while nobody wants it is passed over, and what comes then is not", async (t) => {
  const { store } = await oneStore(t);
  const publish = async (number: number) => {
    const live = [{ stream: "store:a", name: "ticket.queued", data: { number } }];
    await store.unitOfWork(async (tx) => tx.publish(readyEvent(number, 1, { live })));
    await store.relay.stamp(1, 10);
  };
  let isWanted = false;
  let looks = 0;
  const heard: LiveRecord[] = [];
  store.eventLog.tail(
    undefined,
    (records) => void heard.push(...records),
    () => {
      looks += 1;
      return isWanted;
    },
  );
  await publish(1);
  await publish(2);
  await until("both were passed over", () => looks >= 2);
  isWanted = true;
  await publish(3);
  await until("the third is heard", () => heard.length > 0);
  assert.deepEqual(
    heard.map(({ seq }) => seq),
    [3],
  );
});
