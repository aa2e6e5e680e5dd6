import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { poll } from "@siren/chassis/testing/poll";
import { faultReportFile } from "@siren/store/fault-file";
import { openMember } from "../src/testing/open-member.ts";

test("a timer whose transaction is repeated asks the provider once, and after its commit", async () => {
  const folder = await mkdtemp(join(tmpdir(), "member-faults-"));
  const faultsFile = join(folder, "faults.json");
  await writeFile(faultsFile, "{}");
  const charged: string[] = [];
  let isMute = true;
  const provider = {
    async charge({ transactionId }: { transactionId: string }) {
      charged.push(transactionId);
      if (isMute) throw new Error("the line was cut");
      return "approved" as const;
    },
  };
  const door = await openMember({ STORE_FAULTS_FILE: faultsFile }, provider);
  try {
    const mina = await door.somebody();
    assert.equal((await mina.topUp(9_000, "key-left-1")).status, 500);
    isMute = false;
    const refusals = 3;
    const next = [{ kind: "transientTransactionError", command: "commitTransaction", times: refusals }];
    await writeFile(faultsFile, JSON.stringify({ next }));
    const report = async () => JSON.parse(await readFile(faultReportFile(faultsFile), "utf8"));
    await poll("the switch is on", async () => "next" in (await report()).plan);
    door.advance(60_001);
    // Nothing else commits meanwhile, and reading the wallet would.
    await poll("the timer's commit was refused as often as planned", async () => {
      const { done } = await report();
      return done.transientTransactionError === refusals;
    });
    await poll("it is settled", async () => (await mina.wallet()).available_krw === 9_000);
    assert.equal(charged.length, 2, "once by the request, once by the timer");
    assert.equal(new Set(charged).size, 1);
  } finally {
    await door.close();
    await rm(folder, { recursive: true, force: true });
  }
});
