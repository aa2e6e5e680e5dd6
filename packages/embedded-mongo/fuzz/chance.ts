/** Chance that can be had again: the same seed gives the same run on every machine. */
export interface Chance {
  below(limit: number): number;
  pick<T>(from: readonly T[]): T;
  often(probability: number): boolean;
  times<T>(count: number, make: () => T): T[];
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick: (from) => from[below(from.length)]!,
    often: (probability) => next() < probability,
    times: (count, make) => Array.from({ length: count }, make),
  };
}
