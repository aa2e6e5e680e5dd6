import { Refusal } from "@siren/chassis/refusal";

/**
 * Wrong passwords are counted per account AND address: somebody who guesses is slowed down, and the
 * account's owner, who sits elsewhere, is not locked out by it.
 */
export function createThrottle(
  now: () => number,
  limits = { failures: 10, windowMs: 5 * 60_000, kept: 10_000 },
) {
  const failures = new Map<string, { count: number; since: number }>();
  const keyOf = (email: string, address: string) => `${email.toLowerCase()} ${address}`;

  return {
    check(email: string, address: string): void {
      const entry = failures.get(keyOf(email, address));
      if (entry && now() - entry.since < limits.windowMs && entry.count >= limits.failures) {
        throw new Refusal("TOO_MANY_REQUESTS", "Too many wrong passwords; please wait a few minutes");
      }
    },
    failed(email: string, address: string): void {
      const key = keyOf(email, address);
      const entry = failures.get(key);
      const fresh = !entry || now() - entry.since >= limits.windowMs;
      failures.delete(key);
      failures.set(key, fresh ? { count: 1, since: now() } : { ...entry, count: entry.count + 1 });
      const oldest = failures.keys().next();
      if (failures.size > limits.kept && !oldest.done) failures.delete(oldest.value);
    },
    succeeded(email: string, address: string): void {
      failures.delete(keyOf(email, address));
    },
  };
}

export type Throttle = ReturnType<typeof createThrottle>;
