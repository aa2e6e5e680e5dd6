import type { StoreProfile } from "@siren/contracts/menu";

const minuteMs = 60_000;
const dayMinutes = 24 * 60;
const dayMs = dayMinutes * minuteMs;
/** Korea keeps one offset all year. */
const seoulOffsetMs = 9 * 60 * minuteMs;

export type Hours = Pick<StoreProfile, "week">;

const hoursOn = ({ week }: Hours, midnight: number) => week[new Date(midnight).getUTCDay()] ?? null;

/**
 * When the store closes that is open at `now`: `now` itself when it is closed already, infinity where one day's
 * hours go on into the next's.
 */
export function closesAt(hours: Hours, now: number): number {
  const seoul = now + seoulOffsetMs;
  for (const daysAgo of [0, 1]) {
    const midnight = Math.floor(seoul / dayMs) * dayMs - daysAgo * dayMs;
    const today = hoursOn(hours, midnight);
    const minute = (seoul - midnight) / minuteMs;
    if (!today || minute < today.opens || minute >= today.closes) continue;
    const next = hoursOn(hours, midnight + dayMs);
    const goesOn = next !== null && today.closes >= dayMinutes + next.opens;
    return goesOn ? Number.POSITIVE_INFINITY : midnight + today.closes * minuteMs - seoulOffsetMs;
  }
  return now;
}

export const seoulDay = (now: number): string => new Date(now + seoulOffsetMs).toISOString().slice(0, 10);
export const seoulHour = (now: number): number => new Date(now + seoulOffsetMs).getUTCHours();
