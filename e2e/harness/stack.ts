import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { roomyNodeFlags } from "../../scripts/stack/node-flags.ts";
import type { StackOptions } from "../../scripts/stack/settings.ts";
import { type Stack, startStack } from "../../scripts/stack/stack.ts";
import { processNames } from "../../scripts/stack/topology.ts";
import { storesFor } from "./databases.ts";

/**
 * For order, where nobody is silent: on a busy machine member and barista may be late for what they are given by
 * default, and what order does then is another story, told in e2e/outages.
 */
export const patience = { HOLD_TIMEOUT_MS: "5000", COUPON_TIMEOUT_MS: "5000", VOID_TIMEOUT_MS: "5000" };

export type TestStack = Stack & { [Symbol.asyncDispose]: () => Promise<void> };

/** For whom nobody asks whether all of it agrees: a process less to be started, and one less that reads everything. */
export const withoutAuditor = processNames.filter((name) => name !== "auditor");

/** A data folder that outlives the stacks on it: declare it before them, so that it goes away after them. */
export function temporaryData(): { dataDir: string; [Symbol.dispose]: () => void } {
  const dataDir = mkdtempSync(join(tmpdir(), "siren-e2e-"));
  return {
    dataDir,
    [Symbol.dispose]: () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** What the test says itself comes last. */
function environmentOf({ env = {} }: StackOptions, dataDir: string): StackOptions["env"] {
  const { menu, member, barista, order } = storesFor(dataDir, process.env);
  return {
    ...env,
    menu: { ...menu, ...env.menu },
    member: { ...member, ...env.member },
    barista: { ...barista, ...env.barista },
    // A busy store sees an order ten seconds late; who tests something else need not wait for that.
    order: { ...order, OOPS_WINDOW_MS: "0", ...env.order },
  };
}

/**
 * A whole stack of a test's own: any free ports, a data folder that goes away with it. What crashes stays
 * down unless the test asks otherwise, so that no test passes because a supervisor was quick. It runs as pods do:
 * the flags that keep the local stack small cost a third more processor, and one journey is walked with them.
 */
export async function startTestStack(options: StackOptions = {}): Promise<TestStack> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "siren-e2e-"));
  const removeData = () => {
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const stack = await startStack({
      gatewayPort: 0,
      registryPort: 0,
      restartCrashed: false,
      nodeFlags: roomyNodeFlags,
      ...options,
      env: environmentOf(options, dataDir),
      dataDir,
    });
    const stop = async () => {
      await stack.stop();
      removeData();
    };
    return { ...stack, stop, [Symbol.asyncDispose]: stop };
  } catch (fault) {
    removeData();
    throw fault;
  }
}
