import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../stack/settings.ts";
import { eventsIn, eventsOf, isInStyle } from "./log-events.ts";

const events = eventsOf(repositoryRoot);

test("every event of a log is named in words with hyphens, joined by dots", () => {
  assert.ok(events.length > 60, `only ${events.length} were found`);
  assert.deepEqual(
    events.filter(({ event }) => !isInStyle(event)),
    [],
  );
});

test("another style is seen, over two lines and with a part left open too", () => {
  const source =
    'log.info("feed_pruned");\nlog.warn(\n  "a.b-c", {});\nlog.info(`instance.$' +
    '{event}`);\nlog[level]("x.y");';
  assert.deepEqual(eventsIn(source), [
    { line: 1, event: "feed_pruned" },
    { line: 2, event: "a.b-c" },
    { line: 4, event: "instance.part" },
    { line: 5, event: "x.y" },
  ]);
  assert.deepEqual(["feed_pruned", "Feed.pruned", "feed..pruned", "feed.-x", ""].filter(isInStyle), []);
});

test("the runbook sends nobody to look for an event that no log has", () => {
  const runbook = readFileSync(join(repositoryRoot, "docs", "runbook.md"), "utf8");
  const named = [...runbook.matchAll(/`([a-z-]+\.[a-z-]+)`/g)].map(([, event = ""]) => event);
  assert.ok(named.length >= 3);
  assert.deepEqual(
    named.filter((event) => !events.some((known) => known.event === event)),
    [],
  );
});
