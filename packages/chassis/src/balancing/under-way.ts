/** How much is under way to each instance of a service. */
export function createUnderWay() {
  const counts = new Map<string, number>();
  const at = (id: string) => counts.get(id) ?? 0;

  return {
    at,
    all: () => [...counts.values()].reduce((sum, one) => sum + one, 0),
    /** Answers how to end it; told twice, it ends once. */
    begin(id: string): () => void {
      counts.set(id, at(id) + 1);
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        const left = at(id) - 1;
        if (left > 0) counts.set(id, left);
        else counts.delete(id);
      };
    },
  };
}
