import { join, sep } from "node:path";

/** Each test file is in one of them. */
export type Lane = "units" | "journeys" | "storms" | "timed" | "patient";

const within = (...folder: string[]) => {
  const start = join("e2e", ...folder) + sep;
  return (file: string) => file.startsWith(start);
};
const [isTimed, isStorm, isJourney] = [within("timed"), within("chaos"), within()];

/** Journeys cannot be patient: where they run is said by their folder. */
export function laneOf(file: string, isPatient: (file: string) => boolean): Lane {
  if (isTimed(file)) return "timed";
  if (isStorm(file)) return "storms";
  if (isJourney(file)) return "journeys";
  return isPatient(file) ? "patient" : "units";
}

export function lanesOf(
  files: readonly string[],
  isPatient: (file: string) => boolean,
): Readonly<Record<Lane, readonly string[]>> {
  const lanes: Record<Lane, string[]> = { units: [], journeys: [], storms: [], timed: [], patient: [] };
  for (const file of files) lanes[laneOf(file, isPatient)].push(file);
  return lanes;
}

/**
 * Units beside journeys, and after these the storms: one stack at a time, or one starves the other of the seconds that
 * it counts on. When all that is over, the journeys against the clock. What has time begins as soon as there is nothing
 * else to begin, and takes what the others leave over: only that is beside those against the clock.
 */
export async function runLanes<T>(run: Readonly<Record<Lane, () => Promise<T>>>): Promise<T[]> {
  const units = run.units();
  const journeys = run.journeys();
  const storms = journeys.then(run.storms);
  const timed = Promise.all([units, storms]).then(run.timed);
  const patient = Promise.race([units, journeys]).then(run.patient);
  return Promise.all([units, journeys, storms, timed, patient]);
}
