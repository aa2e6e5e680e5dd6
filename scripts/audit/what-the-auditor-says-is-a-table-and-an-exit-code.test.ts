import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { auditExamples } from "@siren/contracts/golden-between";
import { makeSecrets } from "../stack/secrets.ts";
import { exitCodeOf, verdictTable } from "./verdict-table.ts";

const { verdict, verdicts } = auditExamples;
const green = {
  ...verdict,
  state: "HOLDS" as const,
  broken: 0,
  findings: [],
  evidence: "40 orders",
  waitsFor: null,
};

test("a rule is a line with its evidence, and a red one names what refutes it", () => {
  const lines = verdictTable([green, { ...verdict, broken: 3 }]).split("\n");
  assert.match(lines[0] ?? "", /^one-ticket-per-order {2}green {3,}40 orders$/);
  assert.match(
    lines[1] ?? "",
    /RED \(3\) +40 orders, 41 tickets; not read just now: barista has not answered$/,
  );
  assert.match(lines[2] ?? "", /^ {4}ord_\w+: two tickets$/);
  assert.equal(lines[3], "    and 2 more");
  assert.equal(exitCodeOf([green]), 0);
  assert.equal(exitCodeOf([green, verdict]), 1);
});

test("the command asks a running auditor, prints what it says, and ends with 1 for red", async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), "siren-audit-"));
  t.after(() => rmSync(dataDir, { recursive: true }));
  makeSecrets(dataDir);
  const asked: string[] = [];
  const server = createServer((req, res) => {
    asked.push(`${req.url} ${String(req.headers["x-siren-identity"]).split(".").length}`);
    const at = Date.now() + 60_000;
    const told = { ...verdicts, at, readAt: { member: at, order: at, barista: at } };
    res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(told));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const script = join(import.meta.dirname, "audit.ts");
  const run = async (...args: string[]) => {
    const child = spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, out, err };
  };
  const { code, out } = await run("--url", `http://127.0.0.1:${port}`, "--data", dataDir);
  assert.deepEqual([code, asked], [1, ["/internal/verdicts 3"]]);
  assert.match(out, /one-ticket-per-order +RED \(1\)/);
  const nobody = await run("--registry", "http://127.0.0.1:9/eureka/", "--data", dataDir);
  assert.equal(nobody.code, 2);
  assert.match(
    nobody.err,
    /^siren: no registry answers at http:\/\/127\.0\.0\.1:9: is the stack running\?\n$/,
  );
});
