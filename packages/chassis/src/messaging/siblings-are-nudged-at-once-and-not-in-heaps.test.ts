import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { createNudge, siblingsIn } from "./nudge.ts";

test("many nudges while one is on the way become one more, which says how far the feed goes by then", async (t) => {
  let head = 6;
  const heard: (string | undefined)[] = [];
  const answers: (() => void)[] = [];
  const arrived: (() => void)[] = [];
  const server = createServer((req, res) => {
    heard.push(
      `${req.method} ${req.url} ${req.headers["x-siren-identity"]} ${req.headers["x-siren-feed-head"]}`,
    );
    answers.push(() => res.writeHead(204).end());
    arrived.shift()?.();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const nudge = createNudge({
    siblings: () => [{ id: "other", url }],
    identity: async () => "signed",
    head: () => ({ epoch: "first", seq: head }),
    timeoutMs: 10_000,
  });
  t.after(() => nudge.close());
  const arrival = () => new Promise<void>((resolve) => arrived.push(resolve));

  const first = arrival();
  for (let i = 0; i < 20; i += 1) nudge.send();
  await first;
  head = 7;
  const second = arrival();
  answers.shift()?.();
  await second;
  answers.shift()?.();
  assert.deepEqual(
    heard,
    [6, 7].map((known) => `POST /internal/nudge signed ${known} first`),
  );
});

test("a sibling that is not there troubles nobody", async () => {
  const nudge = createNudge({
    siblings: () => [{ id: "gone", url: "http://127.0.0.1:1" }],
    identity: async () => {
      throw new Error("no key");
    },
    head: () => undefined,
  });
  nudge.send();
  nudge.close();
  nudge.send();
});

test("siblings are the other instances of the own service", () => {
  const instances = [
    { id: "order:127.0.0.1:1:a", host: "127.0.0.1", port: 1 },
    { id: "order:127.0.0.1:2:b", host: "::1", port: 2 },
  ];
  const registry = { instances: (service: string) => (service === "order" ? instances : []) };
  assert.deepEqual(siblingsIn(registry, { service: "order", instanceId: "order:127.0.0.1:1:a" }), [
    { id: "order:127.0.0.1:2:b", url: "http://[::1]:2" },
  ]);
});
