import type { StoreProfile } from "@siren/contracts/menu";
import { Refusal } from "@siren/contracts/refusal";

const minuteMs = 60_000;
const dayMinutes = 24 * 60;
const dayMs = dayMinutes * minuteMs;
/** Korea keeps one offset all year. */
const seoulOffsetMs = 9 * 60 * minuteMs;

export type StoreMood = { state: "OPEN" | "BUSY" | "PAUSED"; until: number | null };

export type Calendar = Pick<StoreProfile, "week" | "holidays">;

const dateOf = (midnight: number) => new Date(midnight).toISOString().slice(0, 10);

/** A holiday's own hours hold in place of its weekday's. `midnight` is the day's in Seoul. */
function hoursOf({ week, holidays }: Calendar, midnight: number) {
  const date = dateOf(midnight);
  const holiday = holidays.find(({ day }) => day === date);
  return holiday ? holiday.hours : (week[new Date(midnight).getUTCDay()] ?? null);
}

/** The day whose hours hold `now`, and how many minutes are left of them. */
function openAt(calendar: Calendar, now: number): { businessDay: string; minutesLeft: number } | null {
  const seoul = now + seoulOffsetMs;
  for (const daysAgo of [0, 1]) {
    const midnight = Math.floor(seoul / dayMs) * dayMs - daysAgo * dayMs;
    const hours = hoursOf(calendar, midnight);
    if (!hours) continue;
    const minute = (seoul - midnight) / minuteMs;
    if (minute < hours.opens || minute >= hours.closes) continue;
    const next = hoursOf(calendar, midnight + dayMs);
    const goesOn = next !== null && hours.closes >= dayMinutes + next.opens;
    return {
      businessDay: dateOf(midnight),
      minutesLeft: goesOn ? Number.POSITIVE_INFINITY : hours.closes - minute,
    };
  }
  return null;
}

/**
 * The business day whose opening hours hold `now`, as YYYY-MM-DD in Seoul, or null when the store is
 * closed. After midnight a store may still be in yesterday's hours, and counts on with yesterday's numbers.
 */
export function businessDayAt(calendar: Calendar, now: number): string | null {
  return openAt(calendar, now)?.businessDay ?? null;
}

/** How long the store goes on working from then on; endless where one day runs into the next. */
export const minutesLeftAt = (calendar: Calendar, at: number): number =>
  openAt(calendar, at)?.minutesLeft ?? 0;

/** BUSY is a notice and stops nobody; a pause that has run out is none. */
export function openBusinessDay(store: StoreProfile, mood: StoreMood, now: number): string {
  const open = openAt(store, now);
  if (open === null) throw new Refusal("STORE_CLOSED", `${store.storeId} is outside its opening hours`);
  if (open.minutesLeft <= store.lastOrderMinutes)
    throw new Refusal("STORE_CLOSED", `${store.storeId} takes no more orders before it closes`);
  if (mood.state === "PAUSED" && (mood.until === null || mood.until > now)) {
    throw new Refusal("STORE_PAUSED", undefined, mood.until === null ? undefined : { until: mood.until });
  }
  return open.businessDay;
}
