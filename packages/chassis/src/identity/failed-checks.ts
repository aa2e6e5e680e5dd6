/** So many wrong tokens of one address are looked at in this time: half a percent of a core. */
const mostFailures = 500;
/** Where people of ours are behind the same address, a wrong one among them must not shut out who signs in just then. */
const vouchedFactor = 4;
const windowMs = 10_000;
const mostAddresses = 10_000;

/**
 * A signature costs a tenth of a millisecond to check, and nothing to make up. Who has shown many that were wrong has
 * to wait with further unknown ones; those that were verified before count on.
 */
export function createFailedChecks(now: () => number) {
  let counts = new Map<string, number>();
  let vouched = new Set<string>();
  let sinceMs = now();

  function current(): Map<string, number> {
    const age = now() - sinceMs;
    if (counts.size > 0 && (age >= windowMs || age < 0)) {
      counts = new Map();
      vouched = new Set();
    }
    if (counts.size === 0) sinceMs = now();
    return counts;
  }

  return {
    isBarred(from: string): boolean {
      if (counts.size === 0) return false;
      const failures = current().get(from) ?? 0;
      return failures >= (vouched.has(from) ? vouchedFactor * mostFailures : mostFailures);
    },
    retryAfterS: () => Math.max(1, Math.ceil((sinceMs + windowMs - now()) / 1_000)),
    add(from: string): void {
      const held = current();
      if (held.size < mostAddresses || held.has(from)) held.set(from, (held.get(from) ?? 0) + 1);
    },
    /** A right token came from there. */
    vouch(from: string): void {
      if (counts.has(from)) vouched.add(from);
    },
  };
}
