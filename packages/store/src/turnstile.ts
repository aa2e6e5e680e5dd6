/** Lets at most `width` callers in at once, the others in the order in which they came. */
export function createTurnstile(width: number) {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (inside >= width) await new Promise<void>((letIn) => waiting.push(letIn));
    else inside += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // The place is handed on, not freed: otherwise a newcomer could take it before the one who waited.
      if (next) next();
      else inside -= 1;
    }
  };
}
