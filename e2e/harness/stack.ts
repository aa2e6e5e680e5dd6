import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StackOptions } from "../../scripts/stack/settings.ts";
import { type Stack, startStack } from "../../scripts/stack/stack.ts";

export type TestStack = Stack & { [Symbol.asyncDispose]: () => Promise<void> };

/** A data folder that outlives the stacks on it and goes away with the test. */
export function temporaryData(t: { after: (clean: () => void) => void }): string {
  const dataDir = mkdtempSync(join(tmpdir(), "siren-e2e-"));
  // Hooks run in the order in which they were given: this one has to wait for the stacks.
  t.after(() => setImmediate(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 })));
  return dataDir;
}

/**
 * A whole stack of a test's own: any free ports, a data folder that goes away with it. What crashes stays
 * down unless the test asks otherwise, so that no test passes because a supervisor was quick.
 */
export async function startTestStack(options: StackOptions = {}): Promise<TestStack> {
  const dataDir = mkdtempSync(join(tmpdir(), "siren-e2e-"));
  const removeData = () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
  try {
    const stack = await startStack({
      dataDir,
      gatewayPort: 0,
      registryPort: 0,
      restartCrashed: false,
      ...options,
    });
    const stop = async () => {
      await stack.stop();
      if (options.dataDir === undefined) removeData();
    };
    return { ...stack, stop, [Symbol.asyncDispose]: stop };
  } catch (fault) {
    removeData();
    throw fault;
  }
}
