import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { fuzz } from "../conformance/fuzz/fuzz.ts";
import { generatedRequest } from "../conformance/fuzz/generated-request.ts";
import { startOwn } from "../conformance/own-server.ts";
import type { StartedServer } from "../conformance/trial.ts";

let server: StartedServer;
before(async () => {
  server = await startOwn();
});
after(() => server.stop());

/** Another seed each day of the month, the same one within a day: what is found can be had again. */
const seed = 20_261_100 + new Date().getUTCDate();

test("no request is an error of ours, and a client that does everything right does not notice", async () => {
  const report = await fuzz({ url: server.url, seed, runs: 300, limitMs: 120_000 });
  assert.equal(report.fault, undefined, `seed ${seed}`);
  assert.ok(report.honestRounds > 0);
  assert.ok((report.byStatus.get(204) ?? 0) > 0 && (report.byStatus.get(400) ?? 0) > 0, `seed ${seed}`);
});

test("what is the registry's own is asked as well as the protocol", () => {
  const paths = fc.sample(generatedRequest, { seed: 1, numRuns: 2_000 }).map(({ path }) => path);
  for (const own of [
    "/eureka/push/changes",
    "/eureka/push/presence/",
    "/eureka/push/seen/",
    "/eureka/push/ack",
  ])
    assert.ok(
      paths.some((path) => path.startsWith(own)),
      own,
    );
  for (const page of ["/status", "/login", "/logout", "/live", "/services/", "/instances/", "/?", "//"])
    assert.ok(
      paths.some((path) => path.startsWith(page)),
      page,
    );
});
