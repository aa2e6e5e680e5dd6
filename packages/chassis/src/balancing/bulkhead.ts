/** A cap on what is under way to one service. It stands outside the breaker: a full bulkhead says nothing of the service. */
export type Bulkhead = { enter(): (() => void) | undefined; inside(): number };

export function createBulkhead(most: number): Bulkhead {
  let inside = 0;
  return {
    enter() {
      if (inside >= most) return undefined;
      inside++;
      let left = false;
      return () => {
        if (left) return;
        left = true;
        inside--;
      };
    },
    inside: () => inside,
  };
}
