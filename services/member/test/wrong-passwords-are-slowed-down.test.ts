import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "@siren/contracts/refusal";
import { createThrottle } from "../src/throttle.ts";

const isSlowedDown = (error: unknown) => error instanceof Refusal && error.code === "TOO_MANY_REQUESTS";

function world(limits = { failures: 3, windowMs: 60_000, kept: 100 }) {
  let now = 1_000_000;
  const throttle = createThrottle(() => now, limits);
  const pass = (ms: number) => {
    now += ms;
  };
  return { throttle, pass };
}

test("after so many wrong ones the account is closed to that address, and to no other", () => {
  const { throttle, pass } = world();
  for (let i = 0; i < 3; i += 1) throttle.begin("mina@example.org", "10.0.0.1");
  assert.throws(() => throttle.begin("MINA@example.org", "10.0.0.1"), isSlowedDown);
  throttle.begin("mina@example.org", "10.0.0.2");
  throttle.begin("leo@example.org", "10.0.0.1");
  pass(60_000);
  throttle.begin("mina@example.org", "10.0.0.1");
});

test("a right password forgives, and one that nobody looked at does not count", () => {
  const { throttle } = world();
  throttle.begin("mina@example.org", "here");
  throttle.begin("mina@example.org", "here");
  throttle.begin("mina@example.org", "here").succeeded();
  for (let i = 0; i < 10; i += 1) throttle.begin("mina@example.org", "here").undecided();
  for (let i = 0; i < 3; i += 1) throttle.begin("mina@example.org", "here");
  assert.throws(() => throttle.begin("mina@example.org", "here"), isSlowedDown);
});

test("who guesses many at the same moment is not let through before the first is found wrong", () => {
  const { throttle } = world();
  const begun = Array.from({ length: 50 }, () => {
    try {
      throttle.begin("mina@example.org", "here");
      return true;
    } catch {
      return false;
    }
  });
  assert.equal(begun.filter(Boolean).length, 3);
});

test("it remembers only so many", () => {
  const { throttle } = world({ failures: 1, windowMs: 60_000, kept: 2 });
  for (const address of ["a", "b", "c"]) throttle.begin("mina@example.org", address);
  throttle.begin("mina@example.org", "a");
  assert.throws(() => throttle.begin("mina@example.org", "c"), isSlowedDown);
});
