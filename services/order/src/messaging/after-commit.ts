import type { CommitSignal } from "@siren/chassis/messaging/ports";

/**
 * Work that follows from what a handler wrote. It is started with the next commit of this process, which
 * may be a neighbour's: what is run here must look at what is stored and be safe to run twice or never.
 */
export function createAfterCommit(onCommit: CommitSignal) {
  const waiting = new Map<string, () => void>();
  const forget = onCommit(() => {
    const runs = [...waiting.values()];
    waiting.clear();
    for (const run of runs) run();
  });
  return {
    /** A transaction that is tried again asks under the same name and is run once. */
    run: (name: string, work: () => void) => void waiting.set(name, work),
    close: forget,
  };
}
