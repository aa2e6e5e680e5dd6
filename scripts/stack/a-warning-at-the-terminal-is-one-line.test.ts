import assert from "node:assert/strict";
import { test } from "node:test";
import { shortForm } from "./process-log.ts";

const at = new Date(2026, 10, 21, 19, 3, 4);

test("who, how bad, what happened and its fields", () => {
  const line = {
    t: "-",
    service: "order",
    instance: "order-0",
    level: "warn",
    event: "breaker.open",
    to: "member",
  };
  assert.equal(shortForm("order-0", line, at), "19:03:04 order-0 warn breaker.open to=member");
});

test("neither a stack nor a message of several lines makes it longer", () => {
  const line = {
    level: "error",
    event: "upgrade.failed",
    error: "refused\n  twice",
    stack: "Error: x\n    at y",
  };
  assert.equal(
    shortForm("gateway-0", line, at),
    "19:03:04 gateway-0 error upgrade.failed error=refused twice",
  );
});
