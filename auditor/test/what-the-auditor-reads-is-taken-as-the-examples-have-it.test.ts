import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { BackEnd } from "@siren/chassis/back-end";
import { createLog } from "@siren/chassis/log";
import { auditExamples, envelopeExamples } from "@siren/contracts/golden-between";
import { keptAudit } from "../src/kept-audit.ts";
import { type FactStream, factStreams, readFeedOn, readingFrom, readOn } from "../src/reading.ts";

const { memberAudit, orderAudit, ticketAudit, journalAudit, inboxAudit, verdicts } = auditExamples;
const pages = {
  ...{ orders: orderAudit, tickets: ticketAudit, money: memberAudit, journals: journalAudit },
  ...{ "inbox of order": inboxAudit, "inbox of barista": inboxAudit, "inbox of member": inboxAudit },
};
type Schema = { parse(value: unknown): unknown };

/** A service that answers as the examples do. */
function answering(...answers: unknown[]): BackEnd["client"] {
  const call = async ({ schema }: { schema: Schema }) => ({
    ...{ ok: true, status: 200, body: schema.parse(JSON.parse(JSON.stringify(answers.shift()))) },
  });
  // As much of the client as is used here.
  return { call } as unknown as BackEnd["client"];
}
const partsOf = (client: BackEnd["client"]) => ({
  client,
  now: () => 7,
  signal: new AbortController().signal,
});

for (const stream of Object.keys(factStreams) as FactStream[]) {
  test(`the ${stream} are read page by page`, async () => {
    const seen: unknown[] = [];
    const last = { ...pages[stream], facts: [], next: null };
    const parts = partsOf(answering(pages[stream], last));
    const reading = await readOn(stream, readingFrom("0"), (page) => seen.push(...page.facts), parts);
    assert.deepEqual(seen, pages[stream].facts);
    assert.deepEqual([reading.readAt, reading.steadySince], [pages[stream].at, 7]);
  });
}

test("a feed is read to its end, and begun anew where its data is another", async () => {
  const { feedPage } = envelopeExamples;
  const seen: string[] = [];
  const from = { ...readingFrom("29", "first"), begunAt: 0 };
  const see = ({ eventId }: { eventId: string }) => void seen.push(eventId);
  const read = await readFeedOn("feed of member", from, see, partsOf(answering(feedPage)));
  assert.deepEqual(seen, [feedPage.events[0]?.eventId]);
  assert.deepEqual([read.cursor, read.epoch, read.steadySince, read.begunAt], ["30", "first", 7, 0]);
  const restored = { ...feedPage, epoch: "second", events: [], next: 29 };
  const snapshot = { epoch: "second", seq: 12, state: {} };
  // What answers with the whole of its state is read for its number only.
  const lenient = answering(restored, snapshot);
  const anew = await readFeedOn("feed of member", from, see, partsOf(lenient));
  assert.deepEqual([anew.cursor, anew.epoch, anew.steadySince, anew.begunAt], ["12", "second", null, 7]);
});

test("the verdicts are kept as they are told", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "kept-audit-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const lines: string[] = [];
  const sink = (line: string) => void lines.push(line);
  const log = createLog({ service: "auditor", level: "debug", now: () => 7, sink });
  const kept = () => keptAudit(folder, log);
  const feeds = { "feed of order": { seq: 7, epoch: "first" } };
  kept().save({ since: 3, feeds, last: verdicts });
  assert.deepEqual(kept().load(), { since: 3, feeds, last: verdicts });
  assert.deepEqual(lines, []);
});
