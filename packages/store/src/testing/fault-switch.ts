import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { FaultCounts, FaultPlan } from "@siren/embedded-mongo";
import { type FaultReport, faultReportFile } from "../fault-file.ts";

export type FaultSwitch = Awaited<ReturnType<typeof openFaultSwitch>>;
type Trouble = NonNullable<FaultPlan["next"]>[number];

/** What may come over a commit, each so often that driver and store have to repeat it, not the driver alone. */
export const commitTroubles: readonly Trouble[] = [
  { kind: "transientTransactionError", command: "commitTransaction", times: 2 },
  { kind: "writeConflict", command: "commitTransaction", times: 2 },
  { kind: "unknownCommitResult", command: "commitTransaction", times: 2 },
  { kind: "dropBefore", command: "commitTransaction", times: 2 },
  { kind: "dropAfter", command: "commitTransaction", times: 2 },
  { kind: "slow", command: "commitTransaction", times: 2, slowMs: 50 },
];

/** The fault switch of a service that a test runs, from its environment to what was done. */
export async function openFaultSwitch() {
  const folder = await mkdtemp(join(tmpdir(), "fault-switch-"));
  const file = join(folder, "faults.json");
  await writeFile(file, "{}");

  const report = async (): Promise<FaultReport> => JSON.parse(await readFile(faultReportFile(file), "utf8"));

  return {
    env: { STORE_FAULTS_FILE: file },
    /** From now on; resolves when the running store knows. */
    async suffer(plan: FaultPlan): Promise<void> {
      await writeFile(`${file}.draft`, JSON.stringify(plan));
      await rename(`${file}.draft`, file);
      const deadline = Date.now() + 10_000;
      while (!isDeepStrictEqual((await report()).plan, plan)) {
        if (Date.now() > deadline) throw new Error("the store does not follow its fault switch");
        await pause(10);
      }
    },
    done: async (): Promise<FaultCounts> => (await report()).done,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
