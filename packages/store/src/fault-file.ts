import { readFile, rename, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { type FaultCounts, type FaultPlan, faultKinds } from "@siren/embedded-mongo";
import { StoreRefused } from "./store-refused.ts";

const words = new Set<string>([...faultKinds, "seed", "slowMs", "slowChance", "next", "only"]);

export type FaultReport = { plan: FaultPlan; done: FaultCounts };

/** Beside the switch: what the engine was last told, and what it has done wrong so far. */
export const faultReportFile = (file: string) => `${file}.report`;

type Switched = {
  setFaults(plan: FaultPlan): Promise<void>;
  faultsDone(): Promise<FaultCounts>;
};

const lookEveryMs = 50;

/** A word that the switch does not know is an error: a test must not believe in a fault that never comes. */
function planIn(text: string, file: string): FaultPlan {
  try {
    const plan: unknown = JSON.parse(text);
    if (typeof plan !== "object" || plan === null || Array.isArray(plan)) throw new Error("it is no object");
    const unknown = Object.keys(plan).filter((word) => !words.has(word));
    if (unknown.length > 0) throw new Error(`it knows no ${unknown.join(", ")}`);
    return plan;
  } catch (error) {
    throw new StoreRefused(`STORE_FAULTS_FILE ${file} is no fault plan: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

export async function readFaultFile(file: string): Promise<{ text: string; plan: FaultPlan }> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new StoreRefused(`STORE_FAULTS_FILE ${file} cannot be read: ${messageOf(error)}`, { cause: error });
  });
  return { text, plan: planIn(text, file) };
}

/** Begins with the plan that is set already, and reports it; then looks at the switch until it is closed. */
export async function followFaultFile(
  file: string,
  begun: { text: string; plan: FaultPlan },
  store: Switched,
  onTrouble: (error: unknown) => void,
): Promise<{ close(): Promise<void> }> {
  const closing = new AbortController();
  let { text, plan } = begun;
  let reported = "";

  async function look(): Promise<void> {
    const now = await readFaultFile(file);
    if (now.text !== text) {
      await store.setFaults(now.plan);
      ({ text, plan } = now);
    }
    await report();
  }

  async function report(): Promise<void> {
    const said = JSON.stringify({ plan, done: await store.faultsDone() } satisfies FaultReport);
    if (said === reported) return;
    // Whole or not at all: a test reads it at any moment.
    await writeFile(`${faultReportFile(file)}.new`, said);
    await rename(`${faultReportFile(file)}.new`, faultReportFile(file));
    reported = said;
  }

  await report();
  const following = (async () => {
    while (!closing.signal.aborted) {
      await look().catch(onTrouble);
      await pause(lookEveryMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  })();
  return {
    async close() {
      closing.abort();
      await following;
      await report().catch(onTrouble);
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
