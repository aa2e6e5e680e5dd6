/** So much in such a time; all of it may come at once, and it grows back evenly. */
export type Rule = {
  windowMs: number;
  max: number;
  /** How many the one request counts for. */
  cost?: number;
  /** Kept apart from all others: so many keys as anybody likes to make up do not drive these out. */
  isApart?: boolean;
};

export type Taken = {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** Until all of it is there again. */
  resetMs: number;
  /** Until the same may be asked for once more; 0 when it was allowed. */
  retryMs: number;
};

/** Counts in this process alone unless it is shared; then the answer has to be waited for. */
export type Limiter = {
  take(key: string, rule: Rule): Taken | Promise<Taken>;
  close(): void;
};

/** A stranger's addresses must not fill the memory: four of these sets are kept at most, about 10 MB each. */
const mostKeys = 50_000;

/**
 * What is left after one taking (GCRA): of a key only the time is kept at which all of it will be there again.
 * Clocks that were set back and rules that were made narrower leave times far ahead: none counts beyond a window.
 */
export function takeFrom(fullAtMs: number | undefined, nowMs: number, { windowMs, max, cost = 1 }: Rule) {
  const eachMs = windowMs / max;
  const from = Math.min(Math.max(fullAtMs ?? nowMs, nowMs), nowMs + windowMs);
  const next = from + cost * eachMs;
  // The sum of many thirds of a millisecond is not quite a whole window.
  const overMs = next - nowMs - windowMs;
  const allowed = overMs <= 1e-6 * windowMs;
  const fullAt = allowed ? next : from;
  return { fullAtMs: fullAt, taken: takenOf(allowed, fullAt - nowMs, overMs, windowMs, max) };
}

export function takenOf(
  allowed: boolean,
  resetMs: number,
  overMs: number,
  windowMs: number,
  max: number,
): Taken {
  const remaining = Math.max(0, Math.floor(((windowMs - resetMs) / windowMs) * max + 1e-6));
  return { allowed, limit: max, remaining, resetMs, retryMs: allowed ? 0 : Math.max(1, Math.ceil(overMs)) };
}

/**
 * Per process. A key that was not asked about for a whole turn is full again and forgotten; when there are more
 * keys than are kept, the longest unused are forgotten early, which is to their good and nobody's harm.
 */
export function createLimiter(now: () => number, capacity = mostKeys) {
  const usual = createCounts(now, capacity);
  const apart = createCounts(now, capacity);
  return {
    take: (key: string, rule: Rule): Taken => (rule.isApart === true ? apart : usual).take(key, rule),
    close() {
      usual.clear();
      apart.clear();
    },
    size: () => usual.size() + apart.size(),
  };
}

function createCounts(now: () => number, capacity: number) {
  let young = new Map<string, number>();
  let old = new Map<string, number>();
  let turnedAtMs = now();
  let longestWindowMs = 0;

  function turn(nowMs: number): void {
    old = young;
    young = new Map();
    turnedAtMs = nowMs;
  }

  return {
    take(key: string, rule: Rule): Taken {
      const nowMs = now();
      if (rule.windowMs > longestWindowMs) longestWindowMs = rule.windowMs;
      const isOver = nowMs - turnedAtMs >= longestWindowMs || nowMs < turnedAtMs;
      if (young.size >= capacity || (isOver && young.size > 0)) turn(nowMs);
      const { fullAtMs, taken } = takeFrom(young.get(key) ?? old.get(key), nowMs, rule);
      young.set(key, fullAtMs);
      return taken;
    },
    clear() {
      young.clear();
      old.clear();
    },
    size: () => young.size + old.size,
  };
}
