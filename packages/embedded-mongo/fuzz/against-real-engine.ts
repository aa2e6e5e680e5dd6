// The same random operations here and on the real MongoDB engine, step by step; and the model that the
// planner fuzz trusts, against the real engine. --record keeps digests of the real answers for `node --test`.
import { parseArgs } from "node:util";
import { withEmbeddedEngine } from "../conformance/embedded-engine.ts";
import { realEngineName, startRealEngine } from "../conformance/real-engine/real-engine.ts";
import { fuzzPlanner } from "./planner.ts";
import { record } from "./recorded.ts";
import { digests, runOperations, type Step } from "./semantics.ts";

const { values } = parseArgs({
  options: {
    operations: { type: "string", default: "3000" },
    queries: { type: "string", default: "3000" },
    seed: { type: "string", default: "1" },
    show: { type: "string", default: "5" },
    record: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const operations = Number(values.operations);
const queries = Number(values.queries);
console.log(`seed ${seed}`);

const real = await startRealEngine();
try {
  const wrong = await fuzzPlanner({ uri: real.uri, queries, seed, version: "9.0 alpha" });
  console.log(`model and real engine: ${queries} queries, ${wrong.length} differ`);
  for (const each of wrong) console.log(each);

  const there = await collected(runOperations({ uri: real.uri, operations, seed }));
  if (values.record)
    await record({ engine: realEngineName, seed, operations, digests: await digests(replay(there)) });
  const here = await withEmbeddedEngine((uri) => collected(runOperations({ uri, operations, seed })));
  const different = there.filter((step, at) => step.answer !== here[at]?.answer).length;
  console.log(
    `embedded and real engine: ${there.length} operations, same: ${there.length - different}, different: ${different}`,
  );
  showFirst(here, there);
  process.exitCode = wrong.length + different > 0 ? 1 : 0;
} finally {
  await real.close();
}

async function collected(steps: AsyncIterable<Step>): Promise<Step[]> {
  const all: Step[] = [];
  for await (const step of steps) all.push(step);
  return all;
}

async function* replay(steps: Step[]): AsyncGenerator<Step> {
  yield* steps;
}

/** One difference may bring more behind it: the first few tell the cause. */
function showFirst(here: Step[], there: Step[]): void {
  const parted = there.flatMap((step, at) => (step.answer === here[at]?.answer ? [] : [at]));
  for (const at of parted.slice(0, Number(values.show))) {
    console.log(
      `- step ${at}: ${there[at]?.asked}\n    embedded: ${here[at]?.answer}\n    real    : ${there[at]?.answer}`,
    );
  }
}
