/** Of each so many reads the first so many fail, until a moment. */
export type FaultyReads = { failing: number; ofEach: number; untilMs: number | undefined };

const form = /^([1-9]\d{0,2})\/([1-9]\d{0,2})(?:@(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?Z))?$/;

/** `2/10`, `1/1@2026-11-22T18:30Z`. */
export function parseFaultyReads(given: string): FaultyReads {
  const [, failing, ofEach, until] = form.exec(given) ?? [];
  const untilMs = until === undefined ? undefined : Date.parse(until);
  if (failing === undefined || Number(failing) > Number(ofEach) || Number.isNaN(untilMs))
    throw new Error("must be like 2/10 or 2/10@2026-11-22T18:30Z");
  return { failing: Number(failing), ofEach: Number(ofEach), untilMs };
}

const longestInProductionMs = 3_600_000;

/**
 * In production a fault has an end, and a near one: whoever forgets it has an hour of it. An end that is over is no
 * reason not to start: a pod that is made anew the day after has to come up.
 */
export function faultOfEnd(faulty: FaultyReads | undefined, isProduction: boolean, nowMs: number) {
  if (!faulty || !isProduction) return undefined;
  const leftMs = (faulty.untilMs ?? Number.POSITIVE_INFINITY) - nowMs;
  return leftMs > longestInProductionMs
    ? "FAULTY_READS needs an end within the hour in production, like 2/10@2026-11-22T18:30Z"
    : undefined;
}
