// Puts the suite to the real MongoDB engine and to the embedded one and compares them answer by answer.
// --record keeps the real answers as what `node --test` expects of the embedded engine.
import { parseArgs } from "node:util";
import { recordAnswers } from "./answers-file.ts";
import { ask } from "./ask.ts";
import { compare, report } from "./compare.ts";
import { withEmbeddedEngine } from "./embedded-engine.ts";
import { knownDifferences } from "./known-differences.ts";
import { realEngineName, startRealEngine } from "./real-engine/real-engine.ts";
import { suite } from "./suite.ts";

const { values } = parseArgs({ options: { record: { type: "boolean", default: false } } });

const checks = suite.filter((check) => check.needs !== "sessions");
const real = await startRealEngine();
const there = await ask({ uri: real.uri, checks }).finally(() => real.close());
if (values.record) await recordAnswers(`MongoDB, by ${realEngineName}`, there);

const here = await withEmbeddedEngine((uri) => ask({ uri, checks }));
const comparison = compare(here, there);
const known = comparison.different.filter(({ name }) => name in knownDifferences);
console.log(report(comparison, ["embedded", "real    "]));
for (const { name } of known) console.log(`known: ${name}: ${knownDifferences[name]}`);
console.log(
  `${suite.length - checks.length} checks need sessions, which ${realEngineName} has not: MONGODB_URI of a replica set judges those`,
);
process.exitCode = comparison.different.length > known.length ? 1 : 0;
