import { type ComponentType, lazy } from "react";

const mostTries = 3;
const againAfterMs = 1_000;
const passing = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Without a network as long as it takes; with one, what is refused again and again is not there any more. */
export async function loadedAgain<T>(
  load: () => Promise<T>,
  isOnline = () => navigator.onLine,
  pause = passing,
): Promise<T> {
  for (let refused = 0; ; ) {
    try {
      return await load();
    } catch (error) {
      if (isOnline()) refused += 1;
      if (refused >= mostTries) throw error;
      await pause(againAfterMs);
    }
  }
}

/** A screen that is loaded when somebody goes there. */
export const part = <N extends string, P>(load: () => Promise<Record<N, ComponentType<P>>>, name: N) =>
  lazy(async () => ({ default: (await loadedAgain(load))[name] }));
