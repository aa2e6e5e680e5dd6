/** So many wrong tokens of one address are looked at in this time: half a percent of a core. */
const mostFailures = 500;
const windowMs = 10_000;
const mostAddresses = 10_000;

/**
 * A signature costs a tenth of a millisecond to check, and nothing to make up. Who has shown many that were wrong has
 * to wait with further unknown ones; those that were verified before count on.
 */
export function createFailedChecks(now: () => number) {
  let counts = new Map<string, number>();
  let sinceMs = now();

  function current(): Map<string, number> {
    const age = now() - sinceMs;
    if (counts.size > 0 && (age >= windowMs || age < 0)) counts = new Map();
    if (counts.size === 0) sinceMs = now();
    return counts;
  }

  return {
    isBarred: (from: string) => counts.size > 0 && (current().get(from) ?? 0) >= mostFailures,
    retryAfterS: () => Math.max(1, Math.ceil((sinceMs + windowMs - now()) / 1_000)),
    add(from: string): void {
      const held = current();
      if (held.size < mostAddresses || held.has(from)) held.set(from, (held.get(from) ?? 0) + 1);
    },
  };
}
