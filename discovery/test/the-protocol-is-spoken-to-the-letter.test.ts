import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { allChecks } from "../conformance/all-checks.ts";
import { startOwn } from "../conformance/own-server.ts";
import { lineOf } from "../conformance/report.ts";
import { runChecks } from "../conformance/run-checks.ts";
import type { StartedServer } from "../conformance/trial.ts";

let server: StartedServer;
before(async () => {
  server = await startOwn();
});
after(() => server.stop());

test("every number from 1 on has one check", () => {
  assert.deepEqual(
    allChecks.map(({ number }) => number),
    Array.from(allChecks, (_, at) => at + 1),
  );
  assert.ok(allChecks.length >= 80);
});

test("the registry passes all checks that need no waiting", async () => {
  const checks = allChecks.filter(({ slow }) => !slow);
  const verdicts = await runChecks(checks, {
    ...{ url: server.url, base: "/eureka/v2", settleMs: 0, compat: false, isOurs: true, slack: 15 },
    start: startOwn,
  });
  assert.deepEqual(verdicts.filter(({ outcome }) => outcome !== "ok").map(lineOf), []);
});
