/**
 * One read at a time: what is asked for while one is under way is asked for by the next, in one go. Each answer comes of
 * a read that was begun after its question.
 */
export function gatherReads<T>(
  read: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): (id: string) => Promise<T | undefined> {
  let waiting = new Map<string, PromiseWithResolvers<T | undefined>>();
  let isUnderWay = false;

  async function run(): Promise<void> {
    isUnderWay = true;
    // Those who ask in the same breath come along.
    await Promise.resolve();
    while (waiting.size > 0) {
      const asked = waiting;
      waiting = new Map();
      try {
        const found = await read([...asked.keys()]);
        for (const [id, { resolve }] of asked) resolve(found.get(id));
      } catch (error) {
        for (const { reject } of asked.values()) reject(error);
      }
    }
    isUnderWay = false;
  }

  return (id) => {
    const known = waiting.get(id) ?? Promise.withResolvers<T | undefined>();
    waiting.set(id, known);
    if (!isUnderWay) void run();
    return known.promise;
  };
}
