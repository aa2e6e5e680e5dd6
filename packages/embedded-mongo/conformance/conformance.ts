// Puts the suite to the server at MONGODB_URI, or to the embedded engine, and compares its answers with the
// recorded ones of the real MongoDB engine.
import { parseArgs } from "node:util";
import { expectedAnswers } from "./answers-file.ts";
import { ask, hasSessions } from "./ask.ts";
import { compare, report } from "./compare.ts";
import { config } from "./config.ts";
import { withEmbeddedEngine } from "./embedded-engine.ts";
import { suite } from "./suite.ts";

const { values } = parseArgs({
  options: { only: { type: "string" }, show: { type: "boolean", default: false } },
});

async function judge(uri: string): Promise<void> {
  const sessions = await hasSessions(uri);
  const asked = suite.filter(
    (check) => (sessions || check.needs !== "sessions") && check.name.includes(values.only ?? ""),
  );
  const onAnswer = (name: string, answer: string) => values.show && console.log(`${name}\n    ${answer}`);
  const comparison = compare(await ask({ uri, checks: asked, onAnswer }), await expectedAnswers(asked));
  console.log(report(comparison, ["answered", "expected"]));
  if (!sessions)
    console.log("this server has no sessions: transactions and resent writes were not asked for");
  process.exitCode = comparison.different.length > 0 ? 1 : 0;
}

await (config.mongodbUri ? judge(config.mongodbUri) : withEmbeddedEngine(judge));
