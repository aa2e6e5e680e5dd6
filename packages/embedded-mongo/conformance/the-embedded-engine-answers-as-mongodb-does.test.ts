// patient: thousands of questions and answers, and no clock
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { expectedAnswers } from "./answers-file.ts";
import { type Answers, ask } from "./ask.ts";
import { withEmbeddedEngine } from "./embedded-engine.ts";
import { knownDifferences } from "./known-differences.ts";
import { suite } from "./suite.ts";

describe("the embedded engine answers as MongoDB does", () => {
  let expected: Answers;
  let answers: Answers;

  before(async () => {
    expected = await expectedAnswers(suite);
    answers = await withEmbeddedEngine((uri) => ask({ uri, checks: suite }));
  });
  after(() =>
    console.log(`# checks: ${suite.length}, known differences: ${Object.keys(knownDifferences).length}`),
  );

  it("has been recorded for every check, and for no other", () => {
    assert.deepEqual(Object.keys(expected).sort(), suite.map((check) => check.name).sort());
  });

  for (const group of new Set(suite.map(groupOf))) {
    it(group, () => {
      const names = suite.filter((check) => groupOf(check) === group).map((check) => check.name);
      const pick = (from: Answers) => Object.fromEntries(names.map((name) => [name, from[name]]));
      const differing = names.filter((name) => answers[name] !== expected[name]);
      const known = names.filter((name) => name in knownDifferences);
      if (differing.join("\n") !== known.join("\n")) assert.deepEqual(pick(answers), pick(expected));
    });
  }
});

function groupOf({ name }: { name: string }): string {
  return name.includes(": ") ? name.slice(0, name.indexOf(": ")) : "BSON types";
}
