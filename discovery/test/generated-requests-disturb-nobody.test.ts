import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fuzz } from "../conformance/fuzz/fuzz.ts";
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
  const report = await fuzz({ url: server.url, seed, runs: 300, limitMs: 10_000 });
  assert.equal(report.fault, undefined, `seed ${seed}`);
  assert.ok(report.honestRounds > 0);
  assert.ok((report.byStatus.get(204) ?? 0) > 0 && (report.byStatus.get(400) ?? 0) > 0, `seed ${seed}`);
});
