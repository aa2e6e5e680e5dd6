import { idempotencyKey } from "@siren/contracts/ids";
import { type KeptStorage, visit } from "@siren/web/storage";

const prefix = "siren.wish.";

/** One key for each wish until it is answered, also over a reload: what money hangs on is charged once. */
export function wishKey(
  wish: string,
  newKey: () => string,
  storage: KeptStorage = visit,
): { key: string; done: () => void } {
  const name = prefix + wish;
  const known = idempotencyKey.safeParse(storage.getItem(name));
  const key = known.success ? known.data : newKey();
  storage.setItem(name, key);
  return { key, done: () => storage.removeItem(name) };
}
