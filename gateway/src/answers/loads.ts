import type { ServerResponse } from "node:http";

type Load<T> = {
  result: Promise<T>;
  /** One more waits for it. A request that nobody waits for any more is ended. */
  waitFor(res: ServerResponse): Promise<T>;
};

/** What is being fetched: by a key where several may have it, so that one request serves them all. */
export function createLoads<T>() {
  const shared = new Map<string, Load<T>>();

  function begin(key: string | undefined, fetch: (signal: AbortSignal) => Promise<T>): Load<T> {
    const ending = new AbortController();
    let waiting = 0;
    const result = fetch(ending.signal).finally(() => {
      if (key !== undefined && shared.get(key) === load) shared.delete(key);
    });
    result.catch(() => {});
    const load: Load<T> = {
      result,
      waitFor(res) {
        waiting += 1;
        const onLeft = () => {
          waiting -= 1;
          if (waiting > 0) return;
          // Whoever comes now must not wait for what is being given up.
          if (key !== undefined && shared.get(key) === load) shared.delete(key);
          ending.abort();
        };
        res.once("close", onLeft);
        return result.finally(() => res.off("close", onLeft));
      },
    };
    if (key !== undefined) shared.set(key, load);
    return load;
  }

  return { begin, find: (key: string) => shared.get(key), count: () => shared.size };
}

export type Loads<T> = ReturnType<typeof createLoads<T>>;
