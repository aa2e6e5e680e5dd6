import { type ProcessName, type ProcessSpec, processNames, specOf } from "./topology.ts";

/** What can start together, wave after wave; reversed it is the order of stopping. */
export function inWavesOfNeed(specs: readonly ProcessSpec[]): ProcessName[][] {
  const waves: ProcessName[][] = [];
  const placed = new Set<ProcessName>(
    processNames.filter((name) => !specs.some((spec) => spec.name === name)),
  );
  while (waves.flat().length < specs.length) {
    const wave = specs.filter(
      (spec) => !placed.has(spec.name) && spec.needs.every((need) => placed.has(need)),
    );
    if (wave.length === 0) throw new Error("the needs in the topology go round in a circle");
    waves.push(wave.map((spec) => spec.name));
    for (const spec of wave) placed.add(spec.name);
  }
  return waves;
}

export const inOrderOfNeed = (specs: readonly ProcessSpec[]): ProcessSpec[] =>
  inWavesOfNeed(specs).flatMap((wave) => wave.map((name) => specOf(name, specs)));
