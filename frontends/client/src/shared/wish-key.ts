const prefix = "siren.wish.";

type Kept = Pick<Storage, "getItem" | "setItem" | "removeItem">;
const inMemory = new Map<string, string>();

/** One key for each wish until it is answered, also over a reload: what money hangs on is charged once. */
export function wishKey(
  wish: string,
  newKey: () => string,
  storage: () => Kept = () => sessionStorage,
): { key: string; done: () => void } {
  const name = prefix + wish;
  const attempt = <T>(work: (kept: Kept) => T): T | undefined => {
    try {
      return work(storage());
    } catch {
      return undefined;
    }
  };
  const known = inMemory.get(name) ?? attempt((kept) => kept.getItem(name));
  const key = known && /^[A-Za-z0-9_.:-]{8,128}$/.test(known) ? known : newKey();
  inMemory.set(name, key);
  attempt((kept) => kept.setItem(name, key));
  return {
    key,
    done() {
      inMemory.delete(name);
      attempt((kept) => kept.removeItem(name));
    },
  };
}
