import { type ComponentType, createElement, lazy, useState } from "react";

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

/**
 * A screen that is loaded when somebody goes there, or `ahead` of that: then it is drawn at once. What is lazy waits even
 * when it is there, and React keeps whatever stands in for it for 300 ms.
 */
export function part<N extends string, P extends object>(
  load: () => Promise<Record<N, ComponentType<P>>>,
  name: N,
) {
  let there: ComponentType<P> | undefined;
  const ahead = async () => {
    there = (await load())[name];
    return there;
  };
  const Later = lazy(async () => ({ default: await loadedAgain(ahead) }));
  const Part = (props: P) => {
    // The same as long as it is shown: another one in its place would begin anew.
    const [Shown] = useState<ComponentType<P>>(() => there ?? (Later as unknown as ComponentType<P>));
    return createElement(Shown, props);
  };
  return Object.assign(Part, { ahead });
}
