type Way = "PUSH" | "REPLACE" | "POP";

/** Which screen each place of the browser's history was come to from, as far as this page has seen it. */
export function createSteps() {
  const from = new Map<string, string>();
  let here: { key: string; pathname: string } | undefined;
  return {
    moved(way: Way, key: string, pathname: string): void {
      const before = here;
      here = { key, pathname };
      if (!before || before.key === key || way === "POP") return;
      const origin = way === "PUSH" ? before.pathname : from.get(before.key);
      if (origin !== undefined) from.set(key, origin);
    },
    /** Whether one step back in the history leads there. */
    cameFrom: (pathname: string): boolean => here !== undefined && from.get(here.key) === pathname,
  };
}

export const steps = createSteps();
