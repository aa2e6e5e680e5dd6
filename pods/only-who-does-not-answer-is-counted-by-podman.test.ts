import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { eventually } from "../e2e/harness/eventually.ts";
import { createFleet } from "./fleet.ts";
import type { HttpProbe, PlayablePod } from "./playable.ts";

test("a pod that answers is asked by no program inside, one that does not is, until it is well again", async (t) => {
  let isWell = true;
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.statusCode = isWell ? 200 : 503;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const folder = mkdtempSync(join(tmpdir(), "siren-fleet-"));
  const over = new AbortController();
  t.after(() => {
    over.abort();
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const checks: boolean[] = [];
  const podman = async ([command]: readonly string[]) => {
    if (command === "container") return "4711|0|today|healthy\n";
    if (command !== "healthcheck") return "";
    checks.push(isWell);
    if (!isWell) throw new Error("unhealthy");
    return "";
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/healthz`;
  const probe: HttpProbe = { url, periodMs: 10, timeoutMs: 20_000, failures: 3_000 };
  const pod: PlayablePod = {
    ...{ name: "order-0", process: "order", pod: "try-order-0", container: "try-order-0-process" },
    ...{ address: "127.0.0.1", startup: probe, readiness: probe, liveness: probe, graceS: 1 },
    ...{ emptyDirs: [], documents: [] },
  };
  const untilChecks = (count: number) =>
    eventually(`${count} checks by podman`, () => checks.length >= count);
  const untilAskedAgain = async () => {
    const before = asked;
    await eventually("more questions", () => asked > before + 3);
  };

  await createFleet({ podman, folder, signal: over.signal, say: () => undefined }).play(pod);
  await untilChecks(1);
  await untilAskedAgain();
  assert.deepEqual(checks, [true], "one check when it has started, and none while it answers");

  isWell = false;
  await untilChecks(4);
  isWell = true;
  await eventually("a good check after the bad ones", () => checks.at(-1));
  const sofar = checks.length;
  await untilAskedAgain();
  assert.deepEqual(checks.slice(sofar), [], "podman has forgotten its count, and is left alone");
});
