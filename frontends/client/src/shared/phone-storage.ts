/** What the browser keeps for the page; where it is forbidden or full, it keeps nothing and nobody notices. */
export type PhoneStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export function forgiving(storage: () => PhoneStorage): PhoneStorage {
  const attempt = <T>(work: (known: PhoneStorage) => T): T | null => {
    try {
      return work(storage());
    } catch {
      return null;
    }
  };
  return {
    getItem: (key) => attempt((known) => known.getItem(key)),
    setItem: (key, value) => void attempt((known) => known.setItem(key, value)),
    removeItem: (key) => void attempt((known) => known.removeItem(key)),
  };
}

export const phone = forgiving(() => localStorage);
/** Ends with the tab. */
export const visit = forgiving(() => sessionStorage);

/** What was kept as JSON; null for nonsense. */
export function readJson(storage: PhoneStorage, key: string): unknown {
  try {
    return JSON.parse(storage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}
