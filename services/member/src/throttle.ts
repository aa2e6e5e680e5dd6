import { Refusal } from "@siren/contracts/refusal";

export type Attempt = {
  /** The password was right: what was wrong before is forgiven. */
  succeeded(): void;
  /** The password was not even looked at: this try does not count. */
  undecided(): void;
};

/**
 * Wrong passwords are counted per account AND address: somebody who guesses is slowed down, and the
 * account's owner, who sits elsewhere, is not locked out by it. A try counts from its beginning, or many at the
 * same moment would all be let through before the first of them was found wrong.
 */
export function createThrottle(
  now: () => number,
  limits = { failures: 10, windowMs: 5 * 60_000, kept: 10_000 },
) {
  const tries = new Map<string, { count: number; since: number }>();

  function countFor(key: string) {
    const entry = tries.get(key);
    return entry && now() - entry.since < limits.windowMs ? entry : { count: 0, since: now() };
  }

  return {
    begin(email: string, address: string): Attempt {
      const key = `${email.toLowerCase()} ${address}`;
      const before = countFor(key);
      if (before.count >= limits.failures)
        throw new Refusal("TOO_MANY_REQUESTS", "Too many wrong passwords; please wait a few minutes");
      tries.delete(key);
      tries.set(key, { ...before, count: before.count + 1 });
      const oldest = tries.keys().next();
      if (tries.size > limits.kept && !oldest.done) tries.delete(oldest.value);
      return {
        succeeded: () => void tries.delete(key),
        undecided() {
          const entry = tries.get(key);
          if (entry) tries.set(key, { ...entry, count: Math.max(0, entry.count - 1) });
        },
      };
    },
  };
}

export type Throttle = ReturnType<typeof createThrottle>;
