/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { readDegraded } from "@siren/web/degraded";
import { createHealth } from "@siren/web/health";
import { fakeSurroundings, problemReply } from "./fake-surroundings.ts";

test("X-Degraded is read with and without its time", () => {
  assert.deepEqual(readDegraded('menu;as-of="2026-05-01T08:41:00Z", barista'), [
    { service: "menu", asOf: Date.UTC(2026, 4, 1, 8, 41) },
    { service: "barista", asOf: undefined },
  ]);
  assert.deepEqual(readDegraded("menu;as-of=1700000000000"), [{ service: "menu", asOf: 1_700_000_000_000 }]);
  assert.deepEqual(readDegraded(null), []);
});

test("a trouble keeps its beginning until a good answer ends it", () => {
  let clock = 100;
  const health = createHealth({ now: () => clock });
  health.failed("menu");
  clock = 200;
  health.answered("menu", [{ service: "menu", asOf: 50 }]);
  assert.deepEqual(health.troubles.get(), { menu: { kind: "old", since: 100, asOf: 50, by: "menu" } });
  health.answered("menu", []);
  assert.deepEqual(health.troubles.get(), {});
});

test("a copy of the time before ends no trouble, and one of the time since does", async () => {
  let clock = 10_000;
  const health = createHealth({ now: () => clock });
  health.answered("menu", [{ service: "menu", asOf: 9_000 }]);
  health.answered("menu", [], 1_500);
  assert.deepEqual(Object.keys(health.troubles.get()), ["menu"]);
  clock = 12_000;
  health.answered("menu", [], 1_500);
  assert.deepEqual(health.troubles.get(), {});

  const answers: Record<string, string>[] = [{ "x-degraded": "menu;as-of=1" }, { age: "0" }, {}];
  const world = fakeSurroundings(() => ({ status: 200, headers: answers.shift() ?? {} }));
  const troubled: string[][] = [];
  for (let asked = 0; asked < 3; asked++) {
    await world.api({ method: "GET", path: "/menu/stores", answer: null });
    troubled.push(Object.keys(world.health.troubles.get()));
  }
  assert.deepEqual(troubled, [["menu"], ["menu"], []], "of a copy's last second nobody knows");
});

test("what the living service says of somebody outside makes no trouble of its own", async () => {
  for (const [code, troubled] of [
    ["PAYMENT_UNAVAILABLE", []],
    ["MAIL_UNAVAILABLE", []],
    ["NO_INSTANCE", ["member"]],
  ] as const) {
    const { api, health } = fakeSurroundings(() => problemReply(503, code));
    await assert.rejects(api({ method: "POST", path: "/member/password/reset", answer: null }), { code });
    assert.deepEqual(Object.keys(health.troubles.get()), troubled, code);
  }
});

test("what nobody misses makes no trouble of a service that nobody would ask again", async () => {
  const world = fakeSurroundings(() => problemReply(503, "NO_INSTANCE"));
  const call = { method: "GET", path: "/order/recommendations", answer: null, retryForMs: 0 } as const;
  await assert.rejects(world.api({ ...call, isQuiet: true }));
  assert.deepEqual(world.health.troubles.get(), {});
  await assert.rejects(world.api(call));
  assert.equal(world.health.troubles.get().order?.kind, "down");
});

test("any answer ends the gateway's trouble", () => {
  const health = createHealth({ now: () => 1 });
  health.failed("gateway");
  health.answered("order", [{ service: "member", asOf: undefined }]);
  assert.deepEqual(Object.keys(health.troubles.get()), ["member"]);
});

test("what another service told is over when that one no longer tells it", () => {
  const health = createHealth({ now: () => 1 });
  health.answered("order", [{ service: "barista", asOf: undefined }]);
  health.answered("menu", []);
  assert.deepEqual(Object.keys(health.troubles.get()), ["barista"]);
  health.answered("order", []);
  assert.deepEqual(health.troubles.get(), {});
});

test("who did not answer is away until they answer themselves, whatever others say of them", () => {
  let clock = 100;
  const health = createHealth({ now: () => clock });
  health.failed("barista");
  clock = 200;
  health.answered("order", [{ service: "barista", asOf: 150 }]);
  health.answered("order", []);
  const away = { kind: "down", since: 100, asOf: undefined, by: "barista" };
  assert.deepEqual(health.troubles.get(), { barista: away });
  health.answered("barista", []);
  assert.deepEqual(health.troubles.get(), {});
});

test("who was called old by another and then does not answer is away since then", () => {
  const health = createHealth({ now: () => 7 });
  health.answered("order", [{ service: "barista", asOf: 5 }]);
  health.failed("barista");
  health.answered("order", []);
  assert.equal(health.troubles.get().barista?.kind, "down");
});
