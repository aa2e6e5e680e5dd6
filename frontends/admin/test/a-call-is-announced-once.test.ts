import assert from "node:assert/strict";
import { test } from "node:test";
import { newlyCalled, noCalls, withCleared, withList, withReady } from "../src/features/call/call-state.ts";

const mina = { number: 17, nickname: "미*" };
const leo = { number: 18, nickname: "L**" };
const entry = (one: typeof mina, state: "MAKING" | "READY") => ({ ...one, state });

test("who is ready stands first, is announced, and leaves when it was fetched", () => {
  const making = withList(noCalls, { entries: [entry(mina, "MAKING"), entry(leo, "READY")] });
  assert.deepEqual([making.ready, making.making], [[leo], [mina]]);
  const called = withReady(making, mina);
  assert.deepEqual([called.ready, called.making], [[mina, leo], []]);
  assert.deepEqual(newlyCalled(making, called), [mina]);
  assert.deepEqual(withCleared(called, 18).ready, [mina]);
});

test("told twice, by the socket and in the list, it is announced once and keeps its place", () => {
  const called = withReady(withReady(noCalls, leo), mina);
  const listed = withList(called, { entries: [entry(leo, "READY"), entry(mina, "READY")] });
  assert.deepEqual(listed.ready, [mina, leo]);
  assert.deepEqual(newlyCalled(called, listed), []);
});
