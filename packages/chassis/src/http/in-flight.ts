import type { ServerResponse } from "node:http";

export type InFlight = {
  enter(res: ServerResponse): void;
  /** Resolves as soon as no request waits for its answer. */
  idle(): Promise<void>;
};

/** The requests that were taken and not yet answered: what they use must not be closed before they are. */
export function createInFlight(): InFlight {
  let count = 0;
  let waiting: (() => void)[] = [];

  return {
    enter(res) {
      count += 1;
      res.once("close", () => {
        count -= 1;
        if (count > 0) return;
        const resolved = waiting;
        waiting = [];
        for (const resolve of resolved) resolve();
      });
    },
    idle: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => void waiting.push(resolve))),
  };
}
