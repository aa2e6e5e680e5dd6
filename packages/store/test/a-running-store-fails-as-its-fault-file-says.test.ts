import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { type FaultReport, faultReportFile } from "../src/fault-file.ts";
import { openStore } from "../src/open-store.ts";
import { StoreRefused } from "../src/store-refused.ts";
import { effectsIn, recordEffect } from "./support/effects.ts";
import { silentLog } from "./support/silent-log.ts";
import { closing, tempFolder } from "./support/temp-folder.ts";

async function switched(t: TestContext, plan: string) {
  const close = closing(t);
  const folder = await tempFolder();
  close(() => folder.remove());
  const faultsFile = join(folder.path, "faults.json");
  await writeFile(faultsFile, plan);
  const open = (uri: string, production = false) =>
    openStore(uri, { log: silentLog, now: Date.now, faultsFile, production });
  return { close, open, faultsFile, uri: `sqlite://${folder.path}/service.db` };
}

const refused = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof StoreRefused, String(error));
  assert.match(error.message, pattern);
  return true;
};

test("the file is followed while the store runs, and what was done wrong is reported beside it", async (t) => {
  const { close, open, faultsFile, uri } = await switched(t, "{}");
  const store = await open(uri);
  close(() => store.close());
  const report = async (): Promise<FaultReport> =>
    JSON.parse(await readFile(faultReportFile(faultsFile), "utf8"));
  const plan = { next: [{ kind: "unknownCommitResult", times: 2 }, { kind: "writeConflict" }] };
  await writeFile(faultsFile, JSON.stringify(plan));
  await until("the plan is in force", async () => "next" in (await report()).plan);
  await store.unitOfWork((tx) =>
    recordEffect(store, tx, { eventId: "a", aggregateId: "", aggregateVersion: 0 }),
  );
  assert.equal((await effectsIn(store)).length, 1);
  // In one look: the report is written from time to time, also between the one fault and the others.
  await until("both are reported", async () => {
    const { done } = await report();
    return done.writeConflict === 1 && done.unknownCommitResult === 2;
  });
  await writeFile(faultsFile, "{}");
  await until("it is off again", async () => !("next" in (await report()).plan));
});

test("production does not start with a fault switch, whatever is in its file", async (t) => {
  const { open, uri } = await switched(t, "{}");
  await assert.rejects(open(uri, true), refused(/^STORE_FAULTS_FILE is for tests: production/));
});

test("a real database is never given one", async (t) => {
  const { open } = await switched(t, "{}");
  await assert.rejects(open("mongodb://127.0.0.1:1/x"), refused(/needs the embedded store/));
});

test("a word that the switch does not know is no fault that silently never comes", async (t) => {
  for (const [text, why] of [
    ['{"dropBeefore": 1}', /is no fault plan: it knows no dropBeefore$/],
    ["[]", /it is no object/],
    ["{", /is no fault plan/],
  ] as const) {
    const { open, uri } = await switched(t, text);
    await assert.rejects(open(uri), refused(why));
  }
});
