export type Wake = {
  /** Ends the wait that is going on, or the next one before it begins. */
  ring(): void;
  /** Until rung, until the time is over, or until the signal is given; whether it was rung. Never throws. */
  wait(forMs: number, signal: AbortSignal): Promise<boolean>;
};

type Rest = {
  /** How often work is looked for that others may have left without a word. */
  lookEveryMs: number;
  /** How long there is surely none of our own that becomes due. */
  restMs?: () => number;
  isAlone: () => boolean;
  signal: AbortSignal;
};

/** Until there may be work: alone, and without being rung, there is none before it is due. */
export async function restUntilWork(wake: Wake, rest: Rest): Promise<void> {
  const { lookEveryMs, restMs = () => Number.POSITIVE_INFINITY, isAlone, signal } = rest;
  for (let leftMs = restMs(); leftMs > 0; leftMs = restMs()) {
    if (await wake.wait(Math.min(lookEveryMs, leftMs), signal)) return;
    if (signal.aborted || !isAlone()) return;
  }
}

export function createWake(): Wake {
  let rung = false;
  let end: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      end?.();
    },
    wait(forMs, signal) {
      if (rung || signal.aborted) {
        const wasRung = rung;
        rung = false;
        return Promise.resolve(wasRung);
      }
      return new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer);
          signal.removeEventListener("abort", finish);
          end = undefined;
          const wasRung = rung;
          rung = false;
          resolve(wasRung);
        };
        const timer = setTimeout(finish, forMs);
        signal.addEventListener("abort", finish, { once: true });
        end = finish;
      });
    },
  };
}
