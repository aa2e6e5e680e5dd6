import { hash } from "node:crypto";

/**
 * What has been verified, kept by hash until it expires: an Ed25519 check costs more than the rest of a
 * proxied request. Hashes and not the tokens themselves, so that a memory dump holds nothing to log in with.
 */
export function createKeptUntil<T>(now: () => number, capacity = 20_000) {
  const entries = new Map<string, { value: T; untilMs: number }>();
  const keyOf = (text: string) => hash("sha256", text, "base64url");

  return {
    get(text: string): T | undefined {
      const entry = entries.get(keyOf(text));
      return entry && entry.untilMs > now() ? entry.value : undefined;
    },
    set(text: string, value: T, untilMs: number): void {
      const oldest = entries.size >= capacity ? entries.keys().next() : undefined;
      if (oldest && !oldest.done) entries.delete(oldest.value);
      entries.set(keyOf(text), { value, untilMs });
    },
    dropWhere(matches: (value: T) => boolean): void {
      for (const [key, { value }] of entries) if (matches(value)) entries.delete(key);
    },
  };
}
