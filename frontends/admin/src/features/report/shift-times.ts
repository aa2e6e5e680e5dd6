const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Korea has no summer time. */
const seoulMs = 9 * hourMs;
const longestMs = 24 * hourMs;

export type Times = { from: number; to: number };

/** As `<input type="datetime-local">` has it, in the store's time and not the tablet's. */
export const inputOf = (at: number): string => new Date(at + seoulMs).toISOString().slice(0, 16);

export function instantOf(input: string): number {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(input) ? Date.parse(`${input}:00Z`) - seoulMs : Number.NaN;
}

/** To the end of this minute, so that what was just ordered is in it. */
export function lastHours(hours: number, now: number): Times {
  const to = Math.ceil((now + 1) / minuteMs) * minuteMs;
  return { from: to - hours * hourMs, to };
}

export const isShift = ({ from, to }: Times): boolean => to > from && to - from <= longestMs;
