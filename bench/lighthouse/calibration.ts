import type { Report } from "./figures.ts";

/** What Lighthouse's mobile preset slows a processor down by. */
const presetSlowdown = 4;
/**
 * Lighthouse's docs/throttling.md: four times make a mid-tier phone of a high-end desktop, whose `benchmarkIndex` is
 * 1,500 to 2,000. From the lower end on the preset says what it means.
 */
const presetIsForIndex = 1_500;

/** The middle one, as Lighthouse found this machine while it measured. */
export function indexOf(reports: readonly Report[]): number {
  const all = reports.map(({ environment }) => environment.benchmarkIndex).sort((a, b) => a - b);
  return all[Math.floor(all.length / 2)] ?? Number.NaN;
}

/** What makes the same phone of a machine that is slower than that; undefined where the preset is right as it is. */
export function calibratedSlowdown(index: number): number | undefined {
  if (!(index < presetIsForIndex)) return undefined;
  return Math.max(1, Math.round((10 * presetSlowdown * index) / presetIsForIndex) / 10);
}
