/// <reference types="node" />
import assert from "node:assert/strict";
import { test } from "node:test";
import { pushExamples } from "@siren/contracts/golden-push";
import { pushSubscriptionEnd, pushSubscriptionRequest } from "@siren/contracts/push";
import type { Api, Call } from "@siren/web/api";
import type * as z from "zod/mini";
import { createReadyByPush, type PushBrowser } from "../src/shared/push.ts";

const { publicKey } = pushExamples.pushKey;
const { endpoint, keys } = pushExamples.pushSubscriptionRequest;

function fakes({ can = "push" as PushBrowser["can"], answer = "granted" as NotificationPermission } = {}) {
  const state = { permission: "default" as NotificationPermission, key: publicKey, registered: 0, made: 0 };
  const sent: { method: string; path: string; body: unknown }[] = [];
  let subscription: PushSubscription | null = null;
  const pushManager = {
    getSubscription: async () => subscription,
    async subscribe({ applicationServerKey }: PushSubscriptionOptionsInit) {
      state.made += 1;
      const bytes = Buffer.from(String(applicationServerKey), "base64url");
      subscription = {
        ...{
          endpoint: `${endpoint}${state.made}`,
          options: { applicationServerKey: new Uint8Array(bytes).buffer },
        },
        toJSON: () => ({ keys }),
        unsubscribe: async () => {
          subscription = null;
          return true;
        },
      } as unknown as PushSubscription;
      return subscription;
    },
  };
  const registration = { pushManager } as unknown as ServiceWorkerRegistration;
  const browser: PushBrowser = {
    can,
    permission: () => state.permission,
    async askPermission() {
      state.permission = answer;
      return answer;
    },
    registration: async () => (state.registered > 0 ? registration : undefined),
    async register() {
      state.registered += 1;
      return registration;
    },
  };
  const api = (async ({ method, path, body }: Call<z.ZodMiniType>) => {
    sent.push({ method, path, body });
    return { status: 200, body: { publicKey: state.key }, degraded: [] };
  }) as Api;
  const push = createReadyByPush({ api, browser, language: () => "en" });
  const said = () => sent.splice(0).filter(({ method }) => method !== "GET");
  return { push, state, said, has: () => subscription !== null };
}

test("it is on once its person has said yes, and off when they say so", async () => {
  const { push, said, has, state } = fakes();
  await push.claim();
  assert.deepEqual(
    [push.state.get(), state.registered],
    ["off", 0],
    "nothing is done before it is asked for",
  );
  await push.turnOn();
  assert.equal(push.state.get(), "on");
  const [put] = said();
  assert.deepEqual([put?.method, put?.path], ["PUT", "/order/push-subscriptions"]);
  assert.deepEqual(pushSubscriptionRequest.parse(put?.body), {
    endpoint: `${endpoint}1`,
    keys,
    language: "en",
  });
  await push.turnOff();
  const [end] = said();
  assert.deepEqual(pushSubscriptionEnd.parse(end?.body), { endpoint: `${endpoint}1` });
  assert.deepEqual([push.state.get(), has()], ["off", false]);
});

test("who says no is not asked again by us, and a browser that cannot says so", async () => {
  const { push, said } = fakes({ answer: "denied" });
  await push.turnOn();
  assert.deepEqual([push.state.get(), said()], ["blocked", []]);
  for (const can of ["install", "no"] as const) {
    const other = fakes({ can });
    await other.push.claim();
    assert.equal(other.push.state.get(), can);
  }
});

test("who comes next is who it is told about; another key makes another subscription; who leaves takes it along", async () => {
  const { push, said, state, has } = fakes();
  await push.turnOn();
  said();
  await push.claim();
  assert.deepEqual([said().length, state.made], [1, 1]);
  state.key = `B${"x".repeat(86)}`;
  await push.claim();
  const [put] = said();
  assert.deepEqual([state.made, pushSubscriptionRequest.parse(put?.body).endpoint], [2, `${endpoint}2`]);
  await push.leave();
  assert.deepEqual([push.state.get(), has(), said()], ["off", false, []]);
});
