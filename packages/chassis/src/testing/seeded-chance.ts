export type Chance = {
  /** As Math.random. */
  next(): number;
  /** A whole number from 0 to below the limit. */
  below(limit: number): number;
  pick<T>(all: readonly T[]): T;
};

/** Chance that can be had again (mulberry32): the same seed is the same sequence on every machine. */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { next, below, pick: <T>(all: readonly T[]) => all[below(all.length)] as T };
}
