export type KeptStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/**
 * The browser's storage where it may be used. Forbidden, it throws as soon as it is named; full, when something is
 * put into it: then this page remembers by itself for as long as it is open, and nothing else changes.
 */
export function openStorage(browserStorage: () => KeptStorage): KeptStorage {
  const own = new Map<string, string | null>();

  function trying<T>(work: (storage: KeptStorage) => T): T | undefined {
    try {
      return work(browserStorage());
    } catch {
      return undefined;
    }
  }

  return {
    getItem: (name) => own.get(name) ?? (own.has(name) ? null : (trying((it) => it.getItem(name)) ?? null)),
    setItem(name, value) {
      own.delete(name);
      const isKept = trying((storage) => {
        storage.setItem(name, value);
        return true;
      });
      if (isKept) return;
      // What was kept before is not what is meant now.
      trying((storage) => storage.removeItem(name));
      own.set(name, value);
    },
    removeItem(name) {
      own.delete(name);
      const isGone = trying((storage) => {
        storage.removeItem(name);
        return true;
      });
      if (!isGone) own.set(name, null);
    },
  };
}

/** This browser's, for the page that is open. */
export const storage: KeptStorage = openStorage(() => localStorage);
/** This tab's: it ends with it. */
export const visit: KeptStorage = openStorage(() => sessionStorage);

/** What was kept as JSON; null for nothing and for nonsense, which anybody may have put there. */
export function readJson(kept: Pick<KeptStorage, "getItem">, name: string): unknown {
  try {
    return JSON.parse(kept.getItem(name) ?? "null");
  } catch {
    return null;
  }
}
