import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
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

const events = { "content-type": "text/event-stream", "cache-control": "public, max-age=60" };

async function listenTo(service: EdgeService, path: string, at = edge.url(), headers = events) {
  const { events: body, say } = speaker();
  service.answer = () => ({ status: 200, headers, body });
  const listener = await connectRaw(at);
  listener.say(`GET ${path} HTTP/1.1\r\nHost: edge.test\r\nAccept-Encoding: gzip, br\r\n\r\n`);
  // Before there is any event: nobody waits for a first one to know that it listens.
  await listener.hears(headers["content-type"]);
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

test("what else comes in pieces may pause where its route says so, and is cut for silence where it does not", async () => {
  const file = join(edge.folder, "streams.yml");
  const proxy = (more: string) => `{ proxy: { action: { serviceEndpoint: order${more} } } }`;
  await writeFile(
    file,
    `apiEndpoints: { watch: { paths: /watch }, other: { paths: /other } }
serviceEndpoints: { order: { discover: order } }
policies: [proxy]
pipelines: { watch: { apiEndpoint: watch, policy: ${proxy(", streams: true")} }, other: { apiEndpoint: other, policy: ${proxy("")} } }
`,
  );
  const hasty = await edge.start({ GATEWAY_CONFIG: file, ANSWER_STALL_MS: "300" });
  const lines = { ...events, "content-type": "application/x-ndjson" };
  const watch = await listenTo(edge.order, "/watch", hasty.url, lines);
  watch.say("one");
  await watch.listener.hears("one");
  for (const first of ["", "one\n"]) {
    async function* silent() {
      if (first) yield first;
      await new Promise<void>((resolve) =>
        edge.order.connections.values().next().value?.once("close", resolve),
      );
    }
    edge.order.answer = () => ({ status: 200, headers: lines, body: silent() });
    const other = await connectRaw(hasty.url);
    other.say("GET /other HTTP/1.1\r\nHost: edge.test\r\n\r\n");
    await other.closes();
    assert.equal(other.heard().includes("one"), first !== "");
  }
  // The other one has been silent for longer by now, and nobody minds.
  watch.say("two");
  await watch.listener.hears("two");
  await hasty.stop();
  await watch.listener.hears("\r\n0\r\n\r\n");
});

test("a gateway that leaves ends its streams whole, and does not wait for them", async () => {
  const leaving = await edge.start({ DRAIN_TIMEOUT_MS: "60000" });
  const { listener, isOver } = await listenTo(edge.menu, "/api/v1/menu/events", leaving.url);
  await leaving.stop();
  await listener.hears("\r\n0\r\n\r\n");
  await until("the service is let go", isOver);
});
