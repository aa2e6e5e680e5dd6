/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { Api } from "@siren/web/api";
import { createHealth } from "@siren/web/health";
import { watchTroubles } from "../src/app/trouble-watch.ts";

function world() {
  const health = createHealth({ now: () => 1 });
  const asked: string[] = [];
  const timers: (() => void)[] = [];
  const away = new Set<string>();
  const api = (async ({ path }: { path: string }) => {
    asked.push(path);
    const service = path.split("/")[1] ?? "";
    if (away.has(service)) {
      health.failed(service);
      throw new Error("away");
    }
    health.answered(service, []);
    return { status: 200, body: undefined, degraded: [] };
  }) as unknown as Api;
  const later = (_ms: number, run: () => void) => {
    timers.push(run);
    return () => {};
  };
  watchTroubles({ api, health, later, storeId: () => "seongsu" });
  const runTimers = async () => {
    for (const run of timers.splice(0)) run();
    await turn();
  };
  return { health, asked, away, timers, runTimers };
}

test("who is away is asked once at a time until they answer, and then nobody is", async () => {
  const { health, asked, away, timers, runTimers } = world();
  away.add("member");
  health.failed("member");
  health.failed("gateway");
  await runTimers();
  assert.deepEqual(asked.toSorted(), ["/member/.well-known/jwks.json", "/menu/stores"]);
  assert.deepEqual(Object.keys(health.troubles.get()), ["member"], "the gateway answered");
  away.clear();
  await runTimers();
  assert.deepEqual(health.troubles.get(), {});
  await runTimers();
  assert.deepEqual([asked.length, timers.length], [3, 0]);
  health.failed("menu");
  await runTimers();
  assert.equal(asked.length, 4, "the next trouble is asked after as well");
  health.failed("order");
  health.failed("barista");
  await runTimers();
  assert.deepEqual(asked.splice(4), ["/order/push-key", "/barista/stores/seongsu/now"]);
  assert.deepEqual(health.troubles.get(), {}, "also on a screen that asks neither of them for anything");
  await runTimers();
  health.answered("order", [{ service: "menu", asOf: 1 }]);
  await runTimers();
  assert.deepEqual(
    [asked.length, health.troubles.get().menu?.kind],
    [4, "old"],
    "what is shown is old still",
  );
});
