import type { StoreProfile } from "@siren/contracts/menu";

const minuteMs = 60_000;
const dayMinutes = 24 * 60;
const dayMs = dayMinutes * minuteMs;
/** Korea keeps one offset all year. */
const seoulOffsetMs = 9 * 60 * minuteMs;

export type Hours = Pick<StoreProfile, "week" | "holidays">;

/** A holiday's own hours hold in place of its weekday's. */
function hoursOn({ week, holidays = [] }: Hours, midnight: number) {
  const date = new Date(midnight);
  const holiday = holidays.find(({ day }) => day === date.toISOString().slice(0, 10));
  return holiday ? holiday.hours : (week[date.getUTCDay()] ?? null);
}

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

/**
 * The business day that `now` belongs to: after midnight still yesterday's while its hours last, and while the
 * store is closed the one that was last open.
 */
export function businessDayOf(hours: Hours, now: number): string {
  const seoul = now + seoulOffsetMs;
  const today = Math.floor(seoul / dayMs) * dayMs;
  const begun = Array.from({ length: 8 }, (_, daysAgo) => today - daysAgo * dayMs).filter((midnight) => {
    const on = hoursOn(hours, midnight);
    return on !== null && seoul >= midnight + on.opens * minuteMs;
  });
  // As order numbers them: where two days' hours overlap, it is the later one's.
  return new Date(begun[0] ?? today).toISOString().slice(0, 10);
}

export const seoulDay = (now: number): string => new Date(now + seoulOffsetMs).toISOString().slice(0, 10);
export const seoulHour = (now: number): number => new Date(now + seoulOffsetMs).getUTCHours();
