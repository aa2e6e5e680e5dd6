/**
 * Named steps at which a process can be told to die or to wait, for game days and for the journeys that
 * kill it in the middle of things. Off unless FAILPOINTS names a step: `order.placed=kill`,
 * `member.hold-placed=pause:800`, `order.authorised=kill#2` (the second time it is reached).
 */
export type Failpoints = { reach(step: string): Promise<void> };

type Fault = { kind: "kill" } | { kind: "pause"; pauseMs: number };
type Armed = { fault: Fault; onPass: number; passes: number };

const entryForm = /^([a-z]+(?:[.-][a-z]+)*)=(kill|pause:(\d{1,5}))(?:#(\d{1,4}))?$/;

/** Throws a plain Error naming the entry that cannot be read; config turns it into a fault of its own. */
export function parseFailpoints(text: string): Map<string, Armed> {
  const armed = new Map<string, Armed>();
  for (const entry of text.split(",").filter((part) => part.trim() !== "")) {
    const match = entryForm.exec(entry.trim());
    if (!match) throw new Error(`"${entry}" is not of the form step=kill or step=pause:MS, optionally #N`);
    const [, step, , pauseMs, onPass] = match;
    const fault: Fault =
      pauseMs === undefined ? { kind: "kill" } : { kind: "pause", pauseMs: Number(pauseMs) };
    armed.set(step as string, { fault, onPass: Number(onPass ?? 1), passes: 0 });
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
      if (point.passes !== point.onPass) return;
      // SIGKILL and not exit: nothing may be flushed, closed or said good-bye to.
      if (point.fault.kind === "kill") process.kill(process.pid, "SIGKILL");
      const { fault } = point;
      await new Promise((resolve) => setTimeout(resolve, fault.kind === "pause" ? fault.pauseMs : 60_000));
    },
  };
}
