/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { problemExamples } from "@siren/contracts/golden-between";
import { boardLiveExamples, liveExamples, onTheWire, orderLiveExamples } from "@siren/contracts/golden-live";
import { memberExamples } from "@siren/contracts/golden-member";
import { boardLiveEvents, orderLiveEvents } from "@siren/contracts/live";
import { loginRequest, logoutRequest, registerRequest } from "@siren/contracts/member";
import { ApiProblem } from "@siren/web/failures";
import type { Line } from "@siren/web/live/line";
import { createLive } from "@siren/web/live/live";
import { observable } from "@siren/web/observable";
import { fakeSurroundings } from "./fake-surroundings.ts";

const { session, ...requests } = memberExamples;

test("signing in is asked for and answered as agreed", async () => {
  const page = fakeSurroundings(({ path }) => ({
    status: path.endsWith("logout") ? 204 : 200,
    ...(!path.endsWith("logout") && { body: session }),
  }));
  assert.deepEqual(await page.session.register(requests.registerRequest), session.member);
  assert.deepEqual(await page.session.login(requests.loginRequest), session.member);
  assert.equal(await page.session.renew(), "renewed");
  assert.equal(page.access.token.get(), session.accessToken);
  await page.session.logout({ everywhere: true });
  const bodies = page.sent.map(({ body }) => body);
  assert.deepEqual(registerRequest.parse(bodies[0]), requests.registerRequest);
  assert.deepEqual(loginRequest.parse(bodies[1]), requests.loginRequest);
  assert.deepEqual(logoutRequest.parse(bodies[3]), requests.logoutRequest);
});

test("a refusal is read with all that it says", async () => {
  const { problem } = problemExamples;
  const page = fakeSurroundings(() => ({ status: problem.status, body: problem }));
  await assert.rejects(page.session.login(requests.loginRequest), (error) => {
    assert.ok(error instanceof ApiProblem);
    assert.deepEqual(error.problem, problem);
    return true;
  });
});

const { hello, goodbye, tick, liveHead, resumeAnswer } = liveExamples;

test("every word of a socket is understood", async () => {
  const listeners = new Map<string, (payload: unknown) => void>();
  const asked: unknown[] = [];
  const told: unknown[] = [];
  let close = (_code?: string) => {};
  const renewals: string[] = [];
  const socket: Line = {
    connect() {},
    close() {},
    on: (name, listener) => void listeners.set(name, listener),
    onOther: () => {},
    ask: async (_name, payload) => {
      asked.push(payload);
      return { ...resumeAnswer, ok: true };
    },
    onClosed: (listener) => {
      close = listener;
    },
    onAlive() {},
  };
  const live = createLive({
    ...{ endpoint: { path: "/socket.io", namespace: "/all" }, token: observable<string | null>(null) },
    events: { ...orderLiveEvents, ...boardLiveEvents },
    openSocket: async () => socket,
    async renewToken() {
      renewals.push("asked");
      return "renewed";
    },
    onEvent: ({ name, data }) => told.push([name, data]),
    onResync() {},
    onNotUnderstood: (name) => assert.fail(`${name} is not understood`),
    silence: { afterMs: 5_000, provenBy: "any word" },
    ...{ now: () => 1, chance: () => 1, later: () => () => {} },
  });
  live.startAfter(liveHead.stream, liveHead.n - 1);
  live.start();
  await turn();
  const hear = async (name: string, payload: unknown) => {
    listeners.get(name)?.(JSON.parse(JSON.stringify(payload)));
    await turn();
  };
  await hear("hello", hello);
  assert.deepEqual(asked, [liveExamples.resumeRequest]);
  assert.equal(live.status.get().state, "live");
  await hear("tick", tick);
  assert.equal(live.standing(tick.stream).toldAt, 1);
  const examples = Object.entries({ ...orderLiveExamples, ...boardLiveExamples });
  for (const [i, [name, data]] of examples.entries())
    await hear(name, { ...onTheWire<object>(data), n: liveHead.n + i });
  assert.deepEqual(told, examples);
  await hear("goodbye", goodbye);
  close();
  assert.deepEqual(renewals, ["asked"]);
  live.dispose();
});
