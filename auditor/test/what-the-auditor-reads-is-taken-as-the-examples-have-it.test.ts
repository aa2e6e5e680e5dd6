import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { BackEnd } from "@siren/chassis/back-end";
import { createLog } from "@siren/chassis/log";
import { auditExamples } from "@siren/contracts/golden-between";
import { keptAudit } from "../src/kept-audit.ts";
import { type Audited, audited, type auditOf, readingFrom, readOn } from "../src/reading.ts";

const { memberAudit, orderAudit, ticketAudit, verdicts } = auditExamples;
const pages = { member: memberAudit, order: orderAudit, barista: ticketAudit };

/** A service that answers as the examples do, its last page having no next. */
function answering(service: Audited): BackEnd["client"] {
  const answers = [pages[service], { ...pages[service], facts: [], next: null }];
  const call = async ({ schema }: { schema: (typeof auditOf)[Audited] }) => ({
    ...{ ok: true, status: 200, body: schema.parse(JSON.parse(JSON.stringify(answers.shift()))) },
  });
  // As much of the client as is used here.
  return { call } as unknown as BackEnd["client"];
}

for (const service of audited) {
  test(`the audit of ${service} is read page by page`, async () => {
    const seen: unknown[] = [];
    const parts = { client: answering(service), now: () => 7, signal: new AbortController().signal };
    const reading = await readOn(service, readingFrom(0), (page) => seen.push(...page.facts), parts);
    assert.deepEqual(seen, pages[service].facts);
    assert.deepEqual([reading.readAt, reading.steadySince], [pages[service].at, 7]);
  });
}

test("the verdicts are kept as they are told", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "kept-audit-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const lines: string[] = [];
  const sink = (line: string) => void lines.push(line);
  const log = createLog({ service: "auditor", level: "debug", now: () => 7, sink });
  const kept = () => keptAudit(folder, log);
  kept().save({ since: 3, last: verdicts });
  assert.deepEqual(kept().load(), { since: 3, last: verdicts });
  assert.deepEqual(lines, []);
});
