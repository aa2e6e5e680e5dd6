export type Due = { isDue(): void };

/** A request waits for seconds: some milliseconds more than was said are nothing. */
const tickMs = 10;

/**
 * Deadlines of requests, of which nearly none is ever reached: one timer for all of them, at the first one that anybody
 * still waits for. A timer of Node's for each is an object of ten fields, put into a list and taken out again.
 */
export function createDeadlines() {
  const byTick = new Map<number, Set<Due>>();
  let timer: NodeJS.Timeout | undefined;
  let timedFor = Number.POSITIVE_INFINITY;
  const tickAt = (ms: number) => Math.ceil((performance.now() + ms) / tickMs);

  function wait(tick: number): void {
    if (tick >= timedFor) return;
    clearTimeout(timer);
    timedFor = tick;
    timer = setTimeout(look, Math.max(1, Math.ceil(tick * tickMs - performance.now())));
    // What is waited for has a connection, which keeps the process alive for as long as it is waited for.
    timer.unref();
  }

  function look(): void {
    timedFor = Number.POSITIVE_INFINITY;
    const now = Math.floor(performance.now() / tickMs);
    let next = Number.POSITIVE_INFINITY;
    const come: number[] = [];
    for (const [tick, all] of byTick) {
      if (all.size === 0) byTick.delete(tick);
      else if (tick > now) next = Math.min(next, tick);
      else come.push(tick);
    }
    // Several of them, where the process was late itself.
    for (const tick of come.sort((a, b) => a - b)) {
      const all = byTick.get(tick) ?? [];
      byTick.delete(tick);
      for (const due of all) due.isDue();
    }
    if (next < Number.POSITIVE_INFINITY) wait(next);
  }

  return {
    /** Answers among whom it waits: whoever is done leaves them. */
    add(due: Due, afterMs: number): Set<Due> {
      const tick = tickAt(afterMs);
      const known = byTick.get(tick);
      if (known) {
        known.add(due);
        return known;
      }
      const fresh = new Set([due]);
      byTick.set(tick, fresh);
      wait(tick);
      return fresh;
    },
  };
}

/** Those of this process. */
export const deadlines = createDeadlines();
