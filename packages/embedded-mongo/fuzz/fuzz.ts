// The planner fuzz against the server at MONGODB_URI, or the embedded engine: --queries N --seed S.
import { parseArgs } from "node:util";
import { config } from "../conformance/config.ts";
import { withEmbeddedEngine } from "../conformance/embedded-engine.ts";
import { fuzzPlanner } from "./planner.ts";

const { values } = parseArgs({
  options: {
    queries: { type: "string", default: "20000" },
    seed: { type: "string", default: `${Date.now() % 1e6}` },
  },
});
const [queries, seed] = [Number(values.queries), Number(values.seed)];
console.log(`queries ${queries}, seed ${seed}`);
const run = (uri: string) => fuzzPlanner({ uri, queries, seed });
const mismatches = await (config.mongodbUri ? run(config.mongodbUri) : withEmbeddedEngine(run));
for (const mismatch of mismatches) console.log(mismatch);
console.log(`${mismatches.length} answers differ from a walk over all documents`);
process.exitCode = mismatches.length > 0 ? 1 : 0;
