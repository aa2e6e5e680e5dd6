import assert from "node:assert/strict";
import { test } from "node:test";
import type { FeedClient } from "@siren/chassis/messaging/feed-client";
import { until } from "@siren/chassis/testing/until";
import type { FeedEvent } from "@siren/contracts/envelope";
import { effectsIn } from "./support/effects.ts";
import { readyEvent } from "./support/sample-events.ts";
import { twoServices } from "./support/two-services.ts";

function feedEventOf(seq: number): FeedEvent {
  const { live: _live, traceparent: _traceparent, ...event } = readyEvent(seq);
  return { ...event, seq, eventId: `evt_${String(seq).padStart(26, "0")}` };
}

test("a gap, a repetition or a wrong next is not taken, and a sound page afterwards is", async (t) => {
  const unsound = [
    { events: [feedEventOf(2)], next: 2 },
    { events: [feedEventOf(1), feedEventOf(3)], next: 3 },
    { events: [feedEventOf(1), feedEventOf(1)], next: 1 },
    { events: [feedEventOf(1)], next: 2 },
    { events: [feedEventOf(1)], next: 1, head: 0 },
    { events: "none", next: 0 },
  ];
  let sound = false;
  let asked = 0;
  const client: FeedClient = {
    async call({ path, signal }) {
      const after = Number(new URLSearchParams(path.split("?")[1]).get("after"));
      const bad = unsound[asked % unsound.length];
      asked += 1;
      if (!sound) return { status: 200, body: { epoch: "e", head: 3, ...bad } };
      if (after === 3) {
        await new Promise<void>((end) => signal?.addEventListener("abort", () => end(), { once: true }));
        return { status: 200, body: { epoch: "e", head: 3, events: [], next: 3 } };
      }
      const events = [1, 2, 3].filter((seq) => seq > after).map(feedEventOf);
      return { status: 200, body: { epoch: "e", head: 3, events, next: 3 } };
    },
  };
  const { consumer, startHearing } = await twoServices(t, { consumer: { client, random: () => 0 } });
  startHearing();
  await until("each unsound page was offered", () => asked >= unsound.length);
  assert.deepEqual(await effectsIn(consumer), []);
  sound = true;
  await until("the sound page is taken", async () => (await effectsIn(consumer)).length === 3);
});
