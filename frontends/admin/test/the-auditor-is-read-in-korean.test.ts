import assert from "node:assert/strict";
import { test } from "node:test";
import { auditPhrases, says } from "@siren/contracts/audit-phrases";
import { explainPhrases } from "@siren/contracts/explain-phrases";
import { filled } from "@siren/contracts/phrases";
import { auditWordsInKorean } from "../src/features/ops/audit-words.ts";
import { explainWordsInKorean } from "../src/features/ops/explain-words.ts";

const namesIn = (template: string) => [...template.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);

for (const [who, table, inKorean] of [
  ["the auditor", auditPhrases, auditWordsInKorean],
  ["a gateway that explains", explainPhrases, explainWordsInKorean],
] as const)
  test(`in Korean ${who} says as much as in English`, () => {
    for (const [code, template] of Object.entries(table)) {
      const values = Object.fromEntries(namesIn(template).map((name, i) => [name, `${i + 4}00${i}`]));
      const korean = inKorean(filled(template, values));
      for (const value of Object.values(values)) assert.ok(korean.includes(value), `${code}: ${korean}`);
      assert.ok(!korean.includes("{"), `${code}: ${korean}`);
      if (code !== "of-ticket") assert.match(korean, /\p{Script=Hangul}/u, code);
    }
  });

test("a reason within a reason is in Korean as well, and what nobody knows stays as it was said", () => {
  const why = says("step-out-of-turn", { type: "UnitDone", version: 3, state: "absent" });
  assert.equal(
    auditWordsInKorean(says("of-ticket", { ticket: "tkt_1", why })),
    "tkt_1: 없음일 때 3판에 UnitDone",
  );
  assert.equal(auditWordsInKorean("said by a newer auditor"), "said by a newer auditor");
});
