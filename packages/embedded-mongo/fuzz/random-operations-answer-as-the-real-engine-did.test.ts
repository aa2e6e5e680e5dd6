// patient: thousands of questions and answers, and no clock
import assert from "node:assert/strict";
import { test } from "node:test";
import { withEmbeddedEngine } from "../conformance/embedded-engine.ts";
import { recorded } from "./recorded.ts";
import { digests, runOperations } from "./semantics.ts";

const { seed, operations, digests: expected } = await recorded();

test(`random operations answer as the real engine did (${operations} operations, seed ${seed})`, async () => {
  const answered = await withEmbeddedEngine((uri) => digests(runOperations({ uri, operations, seed })));
  const parted = expected.findIndex((digest, at) => digest !== answered[at]);
  assert.equal(
    parted,
    -1,
    `stretch ${parted} of 20 steps differs: npm run fuzz:real -- --seed ${seed} --operations ${operations} shows how`,
  );
});
