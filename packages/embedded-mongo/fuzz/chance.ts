import { seededRandom } from "../src/seeded-random.ts";

/** Chance that can be had again: the same seed gives the same run on every machine. */
export interface Chance {
  below(limit: number): number;
  pick<T>(from: readonly T[]): T;
  often(probability: number): boolean;
  times<T>(count: number, make: () => T): T[];
}

export function chanceOf(seed: number): Chance {
  const next = seededRandom(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick: (from) => from[below(from.length)]!,
    often: (probability) => next() < probability,
    times: (count, make) => Array.from({ length: count }, make),
  };
}
