import type { StoreProfile } from "@siren/contracts/menu";
import { Refusal } from "@siren/contracts/refusal";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Korea keeps one offset all year. */
const seoulOffsetMs = 9 * 60 * minuteMs;

export type StoreMood = { state: "OPEN" | "BUSY" | "PAUSED"; until: number | null };

/**
 * The business day whose opening hours hold `now`, as YYYY-MM-DD in Seoul, or null when the store is
 * closed. After midnight a store may still be in yesterday's hours, and counts on with yesterday's numbers.
 */
export function businessDayAt(week: StoreProfile["week"], now: number): string | null {
  const seoul = now + seoulOffsetMs;
  for (const daysAgo of [0, 1]) {
    const midnight = Math.floor(seoul / dayMs) * dayMs - daysAgo * dayMs;
    const hours = week[new Date(midnight).getUTCDay()];
    if (!hours) continue;
    const minute = (seoul - midnight) / minuteMs;
    if (minute >= hours.opens && minute < hours.closes) return new Date(midnight).toISOString().slice(0, 10);
  }
  return null;
}

/** BUSY is a notice and stops nobody; a pause that has run out is none. */
export function openBusinessDay(store: StoreProfile, mood: StoreMood, now: number): string {
  const day = businessDayAt(store.week, now);
  if (day === null) throw new Refusal("STORE_CLOSED", `${store.storeId} is outside its opening hours`);
  if (mood.state === "PAUSED" && (mood.until === null || mood.until > now)) {
    throw new Refusal("STORE_PAUSED", undefined, mood.until === null ? undefined : { until: mood.until });
  }
  return day;
}
