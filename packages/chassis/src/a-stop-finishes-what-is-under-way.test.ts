import assert from "node:assert/strict";
import http from "node:http";
import { type TestContext, test } from "node:test";
import { startWorld } from "../test/back-end-world.ts";
import type { BackEnd } from "./back-end.ts";
import { route } from "./http/routes.ts";
import { until } from "./testing/until.ts";

/** A back end with one request that waits until the test lets it go on, and a store that notes when it is used. */
async function startBusy(t: TestContext, config: { drainNoticeMs?: number; drainTimeoutMs?: number } = {}) {
  const steps: string[] = [];
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  t.after(() => letGo());
  let isOpen = false;
  const world = await startWorld(t, {
    config,
    routes: [
      route({
        method: "POST",
        path: "/slow",
        access: "anyone",
        handle: async () => {
          steps.push("taken");
          await gate;
          steps.push(isOpen ? "stored" : "the store was closed");
          return { status: 201, body: { done: true } };
        },
      }),
      route({
        method: "GET",
        path: "/quick",
        access: "anyone",
        handle: async () => ({ status: 200, body: {} }),
      }),
    ],
    prepare(backEnd: BackEnd) {
      const stage = (name: string) =>
        backEnd.stage(name, {
          start: () => {
            if (name === "store") isOpen = true;
            steps.push(`${name} started`);
          },
          stop: () => {
            if (name === "store") isOpen = false;
            steps.push(`${name} stopped`);
          },
        });
      stage("store");
      stage("loops");
    },
  });
  return { world, steps, letGo };
}

test("a request that was taken before the stop is answered, and only then is the store closed", async (t) => {
  const { world, steps, letGo } = await startBusy(t);
  const agent = new http.Agent({ keepAlive: true });
  t.after(() => agent.destroy());
  const answer = new Promise<number | undefined>((resolve, reject) => {
    const request = http.request(`${world.url}/slow`, { method: "POST", agent }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    });
    request.on("error", reject).end();
  });
  await until("the request is taken", () => steps.includes("taken"));
  const stopped = world.backEnd.stop();
  await until("nobody new is let in", () =>
    fetch(`${world.url}/quick`).then(
      () => false,
      () => true,
    ),
  );
  assert.deepEqual(steps, ["store started", "loops started", "taken"]);
  letGo();
  assert.equal(await answer, 201);
  await stopped;
  assert.deepEqual(steps.slice(3), ["stored", "loops stopped", "store stopped"]);
});

test("while callers turn elsewhere it still answers, closes each connection and says that it is not ready", async (t) => {
  const { world, steps } = await startBusy(t, { drainNoticeMs: 400 });
  await until("it is ready", async () => (await fetch(`${world.url}/readyz`)).status === 200);
  const stopped = world.backEnd.stop();
  const [quick, ready, managed, alive] = await Promise.all([
    fetch(`${world.url}/quick`),
    fetch(`${world.url}/readyz`),
    fetch(`${world.managementUrl}/readyz`),
    fetch(`${world.managementUrl}/healthz`),
  ]);
  assert.equal(quick.status, 200);
  assert.equal(quick.headers.get("connection"), "close");
  assert.equal(ready.status, 503);
  assert.deepEqual(await ready.json(), { ready: false, service: "order", missing: ["process: draining"] });
  assert.equal(managed.status, 503);
  assert.equal(alive.status, 200);
  await stopped;
  assert.deepEqual(steps.slice(2), ["loops stopped", "store stopped"]);
});

test("a request that never ends is cut off when the time for stopping is over", async (t) => {
  const { world, steps } = await startBusy(t, { drainTimeoutMs: 300 });
  const answer = fetch(`${world.url}/slow`, { method: "POST" }).then(
    () => "answered",
    () => "cut off",
  );
  await until("the request is taken", () => steps.includes("taken"));
  const begunMs = Date.now();
  await world.backEnd.stop();
  assert.equal(await answer, "cut off");
  assert.ok(Date.now() - begunMs < 2_000);
  assert.deepEqual(steps.slice(3), ["loops stopped", "store stopped"]);
});

test("a page that is gone without a word does not hold the stop up, nor does a second stop do it twice", async (t) => {
  const { world, steps } = await startBusy(t, { drainTimeoutMs: 300 });
  const silent = http.request(world.url, { headers: { connection: "upgrade", upgrade: "something" } });
  t.after(() => silent.destroy());
  silent.on("error", () => {}).flushHeaders();
  await Promise.all([world.backEnd.stop(), world.backEnd.stop()]);
  assert.deepEqual(steps.slice(2), ["loops stopped", "store stopped"]);
});
