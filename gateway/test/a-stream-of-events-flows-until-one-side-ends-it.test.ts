import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import type { EdgeService } from "../src/testing/edge-service.ts";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";
import { connectRaw } from "../src/testing/raw-client.ts";

let edge: Gateway;
before(async () => {
  edge = await openGateway();
});
after(() => edge.close());

/** What is said goes out as one event each. */
function speaker() {
  let say = (_event: string | undefined) => {};
  async function* events() {
    for (;;) {
      const event = await new Promise<string | undefined>((resolve) => {
        say = resolve;
      });
      if (event === undefined) return;
      yield `data: ${event}\n\n`;
    }
  }
  return { events: events(), say: (event?: string) => say(event) };
}

const headers = { "content-type": "text/event-stream", "cache-control": "public, max-age=60" };

async function listenTo(service: EdgeService, path: string, at = edge.url()) {
  const { events, say } = speaker();
  service.answer = () => ({ status: 200, headers, body: events });
  const listener = await connectRaw(at);
  listener.say(`GET ${path} HTTP/1.1\r\nHost: edge.test\r\nAccept-Encoding: gzip, br\r\n\r\n`);
  // Before there is any event: nobody waits for a first one to know that it listens.
  await listener.hears("text/event-stream");
  return { listener, say, isOver: () => service.last()?.isOver() ?? false };
}

const ways = [
  ["order", "/api/v1/order/events/stream"],
  ["menu", "/api/v1/menu/stores/a/events"],
] as const;

for (const [name, path] of ways) {
  test(`${name}: an event a minute arrives at once, for ten minutes, as it was sent`, async () => {
    const { listener, say } = await listenTo(edge[name], path);
    for (let minute = 1; minute <= 10; minute += 1) {
      edge.advance(60_000);
      say(`minute ${minute}`);
      await listener.hears(`data: minute ${minute}\n\n`);
    }
    assert.doesNotMatch(listener.heard(), /content-encoding|content-length/i);
    say();
    await listener.hears("\r\n0\r\n\r\n");
    listener.end();
  });

  test(`${name}: when the listener leaves, the service is let go at once`, async () => {
    const { listener, say, isOver } = await listenTo(edge[name], path);
    say("one");
    await listener.hears("one");
    listener.end();
    await until("it is let go", isOver);
  });
}

test("a service that dies in the middle of it cuts the listener off, who knows it by that", async () => {
  const mute = await listenTo(edge.order, "/api/v1/order/events/stream");
  await edge.order.stop();
  await mute.listener.closes();
  assert.doesNotMatch(mute.listener.heard(), /\r\n0\r\n\r\n/);
  await edge.order.start();
});

test("a gateway that leaves ends its streams whole, and does not wait for them", async () => {
  const leaving = await edge.start({ DRAIN_TIMEOUT_MS: "60000" });
  const { listener, isOver } = await listenTo(edge.menu, "/api/v1/menu/events", leaving.url);
  await leaving.stop();
  await listener.hears("\r\n0\r\n\r\n");
  await until("the service is let go", isOver);
});
