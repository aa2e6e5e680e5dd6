import assert from "node:assert/strict";
import { test } from "node:test";
import { askEarly, takeEarly } from "@siren/web/early-answers";

const url = "/api/v1/menu/stores";
const read = { method: "GET" };
const soon = 500;
const early = (answer: Promise<Response> = Promise.resolve(new Response("early"))) => {
  const sent: [string, RequestInit][] = [];
  askEarly("/menu/stores", (...asked) => {
    sent.push(asked);
    return answer;
  });
  return sent;
};

test("what is on its way is taken by the first who asks, and nobody after them", async () => {
  const sent = early();
  assert.deepEqual(
    sent.map(([to, { cache }]) => [to, cache]),
    [[url, "no-cache"]],
  );
  assert.equal(takeEarly("/api/v1/menu/rates", read, soon), undefined);
  assert.equal(await (await takeEarly(url, read, soon))?.text(), "early");
  assert.equal(takeEarly(url, read, soon), undefined);
});

test("what is somebody's own is asked for in their name", () => {
  early();
  const own = { ...read, headers: { Authorization: "Bearer t" } };
  assert.equal(takeEarly(url, own, soon), undefined);
  assert.equal(takeEarly(url, { method: "POST" }, soon), undefined);
  assert.ok(takeEarly(url, read, soon), "it waits for whom it is for");
});

test("what nobody took at first is no news later", () => {
  early();
  assert.equal(takeEarly(url, read, 10_001), undefined);
  assert.equal(takeEarly(url, read, soon), undefined, "nor is it kept");
});

test("it fails as a request does, and ends when it is no longer wanted", async () => {
  early(Promise.reject(new TypeError("fetch failed")));
  await assert.rejects(takeEarly(url, read, soon) ?? Promise.resolve(), TypeError);
  early(new Promise(() => {}));
  const { signal, ...ending } = withEnd();
  const waiting = takeEarly(url, { ...read, signal }, soon);
  ending.abort(new Error("gone"));
  await assert.rejects(waiting ?? Promise.resolve(), /gone/);
  early(new Promise(() => {}));
  await assert.rejects(takeEarly(url, { ...read, signal }, soon) ?? Promise.resolve(), /gone/);
});

function withEnd() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason: Error) => controller.abort(reason) };
}
