import type { ServerResponse } from "node:http";

export type InFlight = {
  enter(res: ServerResponse): void;
  /** For whoever listens by itself for the end of an answer, and then calls `leave`. */
  begin(): void;
  leave(): void;
  count(): number;
  /** Resolves as soon as no request waits for its answer. */
  idle(): Promise<void>;
};

/** The requests that were taken and not yet answered: what they use must not be closed before they are. */
export function createInFlight(): InFlight {
  let count = 0;
  let waiting: (() => void)[] = [];

  function begin(): void {
    count += 1;
  }

  function leave(): void {
    count -= 1;
    if (count > 0) return;
    const resolved = waiting;
    waiting = [];
    for (const resolve of resolved) resolve();
  }

  return {
    begin,
    leave,
    count: () => count,
    enter(res) {
      begin();
      res.once("close", leave);
    },
    idle: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => void waiting.push(resolve))),
  };
}
