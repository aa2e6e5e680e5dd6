import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { allChecks } from "../conformance/all-checks.ts";
import { faultyProxy } from "../conformance/mutants/faulty-proxy.ts";
import { mutants } from "../conformance/mutants/mutants.ts";
import { isProof, proveAll, runControl } from "../conformance/mutants/prove.ts";
import { startOwn } from "../conformance/own-server.ts";
import { lineOf } from "../conformance/report.ts";
import { runCheck } from "../conformance/run-checks.ts";
import type { StartedServer } from "../conformance/trial.ts";

let server: StartedServer;
before(async () => {
  server = await startOwn();
});
after(() => server.stop());

/** One of each five; `npm run conformance -w discovery -- --mutants --slow` shows them all. */
const sample = allChecks.filter(({ number, slow }) => !slow && number % 5 === 1);

test("there is a mutant for every check", () => {
  assert.deepEqual(
    mutants.map(({ number }) => number),
    allChecks.map(({ number }) => number),
  );
});

test("a proxy without a fault is seen by none of them", async () => {
  const verdicts = await runControl(sample, server.url);
  assert.deepEqual(verdicts.filter(({ outcome }) => outcome !== "ok").map(lineOf), []);
});

test("each of them sees its mutant", async () => {
  const proofs = await proveAll(sample, () => {});
  assert.deepEqual(
    proofs.filter(({ verdict }) => !isProof(verdict)).map(({ verdict }) => lineOf(verdict)),
    [],
  );
});

test("a server that falls over in place of answering proves nothing", async () => {
  const [check] = allChecks;
  assert.ok(check);
  const cut = await faultyProxy(server.url, {
    request: () => {
      throw new Error("as of a mutant that is written wrongly");
    },
  });
  const options = { base: "/eureka", settleMs: 0, compat: false, isOurs: true };
  const verdict = await runCheck(check, { ...options, url: cut.url });
  await cut.close();
  assert.equal(verdict.outcome, "failed");
  assert.equal(isProof(verdict), false);
});
