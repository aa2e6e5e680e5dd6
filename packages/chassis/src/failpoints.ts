import { unlinkSync } from "node:fs";

/**
 * Named steps at which a process can be told to die or to wait, for game days and for the journeys that
 * kill it in the middle of things. Off unless FAILPOINTS names a step: `order.placed=kill`,
 * `member.hold-placed=pause:800`, `order.authorised=kill#2` (the second time it is reached),
 * `order.ready=kill@/tmp/x/order.ready` (whoever reaches it first once that file is there, and takes it away:
 * one of all replicas, told while they run).
 */
export type Failpoints = { reach(step: string): Promise<void> };

type Fault = { kind: "kill" } | { kind: "pause"; pauseMs: number };
type Armed = { fault: Fault; onPass: number; passes: number; file: string | undefined };

const entryForm = /^([a-z]+(?:[.-][a-z]+)*)=(kill|pause:(\d{1,5}))(?:#(\d{1,4})|@(\/[\w./-]{1,200}))?$/;

/** Throws a plain Error naming the entry that cannot be read; config turns it into a fault of its own. */
export function parseFailpoints(text: string): Map<string, Armed> {
  const armed = new Map<string, Armed>();
  for (const entry of text.split(",").filter((part) => part.trim() !== "")) {
    const match = entryForm.exec(entry.trim());
    if (!match)
      throw new Error(`"${entry}" is not of the form step=kill or step=pause:MS, optionally #N or @FILE`);
    const [, step, , pauseMs, onPass, file] = match;
    const fault: Fault =
      pauseMs === undefined ? { kind: "kill" } : { kind: "pause", pauseMs: Number(pauseMs) };
    armed.set(step as string, { fault, onPass: Number(onPass ?? 1), passes: 0, file });
  }
  return armed;
}

export function createFailpoints(text: string): Failpoints {
  const armed = parseFailpoints(text);
  return {
    async reach(step) {
      const point = armed.get(step);
      if (!point) return;
      point.passes += 1;
      if (point.file === undefined ? point.passes !== point.onPass : !takeAway(point.file)) return;
      // SIGKILL and not exit: nothing may be flushed, closed or said good-bye to.
      if (point.fault.kind === "kill") process.kill(process.pid, "SIGKILL");
      const { fault } = point;
      await new Promise((resolve) => setTimeout(resolve, fault.kind === "pause" ? fault.pauseMs : 60_000));
    },
  };
}

/** Only one of those who try at once succeeds. */
function takeAway(file: string): boolean {
  try {
    unlinkSync(file);
    return true;
  } catch {
    return false;
  }
}
