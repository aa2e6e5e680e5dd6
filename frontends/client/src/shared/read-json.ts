/** What was kept as JSON; null for nothing and for nonsense. */
export function readJson(storage: Pick<Storage, "getItem">, key: string): unknown {
  try {
    return JSON.parse(storage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}
