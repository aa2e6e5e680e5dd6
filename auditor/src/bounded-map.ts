/** A map that forgets its oldest entry for each one too many. */
export function createBoundedMap<K, V>(most: number) {
  const entries = new Map<K, V>();
  return {
    get: (key: K): V | undefined => entries.get(key),
    set(key: K, value: V): void {
      // Written anew at the end: what is used stays.
      entries.delete(key);
      entries.set(key, value);
      if (entries.size <= most) return;
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    },
    delete: (key: K): boolean => entries.delete(key),
    entries: (): IterableIterator<[K, V]> => entries.entries(),
    size: (): number => entries.size,
  };
}
