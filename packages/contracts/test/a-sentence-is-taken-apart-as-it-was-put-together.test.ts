import assert from "node:assert/strict";
import { test } from "node:test";
import * as audit from "../src/audit-phrases.ts";
import * as explained from "../src/explain-phrases.ts";
import { filled, phrasebook } from "../src/phrases.ts";

/** As they are in earnest. */
const samples = ["7", "1,234,500", "tkt_01J9ZK3V5QW8XH2N7TB4RCEDFS", "PICKED_UP", "card:crd_01:held"];

const ofWords: Record<string, string> = {
  ...{ number: "seongsu 2026-05-01 no. 1", tickets: "tkt_1, tkt_2", stream: "feed of order" },
  ...{ why: "cup 1/2 is there twice", when: "the method is GET, and somebody is known" },
};

for (const [name, table, read] of [
  ["the auditor", audit.auditPhrases, audit.read],
  ["a gateway that explains", explained.explainPhrases, explained.read],
] as const)
  test(`each sentence of ${name} is known by its own code, whatever it is about`, () => {
    for (const [code, template] of Object.entries(table)) {
      const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, one = ""]) => one);
      for (const first of samples.keys()) {
        const values = Object.fromEntries(
          names.map((one, i) => [one, ofWords[one] ?? samples[(first + i) % samples.length] ?? ""]),
        );
        assert.deepEqual(read(filled(template, values)), { code, values });
      }
    }
  });

test("what no phrase says is nobody's, and what looks like a pattern is taken as it is written", () => {
  const { says, read } = phrasebook({ sum: "{a} + {b} (really?)", part: "{a} + {b}" });
  assert.equal(says("sum", { a: 1, b: undefined }), "1 + undefined (really?)");
  assert.deepEqual(read("1 + 2 (really?)"), { code: "sum", values: { a: "1", b: "2" } });
  assert.deepEqual(read("1 + 2"), { code: "part", values: { a: "1", b: "2" } });
  assert.equal(read("11 2"), null);
});
