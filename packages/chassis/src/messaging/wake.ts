export type Wake = {
  /** Ends the wait that is going on, or the next one before it begins. */
  ring(): void;
  /** Until rung, until the time is over, or until the signal is given; never throws. */
  wait(forMs: number, signal: AbortSignal): Promise<void>;
};

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
        rung = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer);
          signal.removeEventListener("abort", finish);
          end = undefined;
          rung = false;
          resolve();
        };
        const timer = setTimeout(finish, forMs);
        signal.addEventListener("abort", finish, { once: true });
        end = finish;
      });
    },
  };
}
