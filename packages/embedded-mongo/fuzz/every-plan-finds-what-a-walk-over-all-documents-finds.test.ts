// long: so many questions take half a minute
// patient: thousands of questions and answers, and no clock
import assert from "node:assert/strict";
import { test } from "node:test";
import { withEmbeddedEngine } from "../conformance/embedded-engine.ts";
import { fuzzPlanner } from "./planner.ts";

const QUERIES = 20_000;
/** Other seeds, and more queries, by `npm run fuzz -- --queries N --seed S`. */
const seed = 1;

test(`every plan finds what a walk over all documents finds (${QUERIES} queries, seed ${seed})`, async () => {
  assert.deepEqual(await withEmbeddedEngine((uri) => fuzzPlanner({ uri, queries: QUERIES, seed })), []);
});
