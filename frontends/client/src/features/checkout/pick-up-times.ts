import type { StoreNow } from "@siren/contracts/barista";
import type { StoreProfile } from "@siren/contracts/menu";

const minuteMs = 60_000;
const dayMinutes = 24 * 60;
const dayMs = dayMinutes * minuteMs;
/** Korea keeps one offset all year. */
const seoulOffsetMs = 9 * 60 * minuteMs;
const slotMs = 15 * minuteMs;
/** What is kept free where nothing is known of the queue. */
const unknownQueueMinutes = 10;
/** The queue grows while somebody makes up their mind. */
const headroomMinutes = 5;
/** The server looks a day ahead, by a clock that is a little later than ours. */
const aheadMs = dayMs - slotMs;

type Calendar = Pick<StoreProfile, "week" | "holidays">;

function hoursOf({ week, holidays }: Calendar, midnight: number) {
  const date = new Date(midnight).toISOString().slice(0, 10);
  const holiday = holidays.find(({ day }) => day === date);
  return holiday ? holiday.hours : (week[new Date(midnight).getUTCDay()] ?? null);
}

/** How long the store goes on working from then on; 0 while it is closed, endless where days run into each other. */
export function minutesLeftAt(calendar: Calendar, at: number): number {
  const seoul = at + seoulOffsetMs;
  for (const daysAgo of [0, 1]) {
    const midnight = (Math.floor(seoul / dayMs) - daysAgo) * dayMs;
    const hours = hoursOf(calendar, midnight);
    const minute = (seoul - midnight) / minuteMs;
    if (!hours || minute < hours.opens || minute >= hours.closes) continue;
    const next = hoursOf(calendar, midnight + dayMs);
    const goesOn = next !== null && hours.closes >= dayMinutes + next.opens;
    return goesOn ? Number.POSITIVE_INFINITY : hours.closes - minute;
  }
  return 0;
}

type Terms = { now: number; etaMinutes: number | null; mood?: Pick<StoreNow, "state" | "until"> | undefined };

/** Each quarter of an hour at which the store can have it ready: open, before its last order, after a pause. */
export function pickUpTimes(
  store: Calendar & Pick<StoreProfile, "lastOrderMinutes">,
  { now, etaMinutes, mood }: Terms,
): number[] {
  if (mood?.state === "PAUSED" && mood.until === null) return [];
  const pausedUntil = mood?.state === "PAUSED" ? (mood.until ?? 0) : 0;
  const soonest = now + ((etaMinutes ?? unknownQueueMinutes) + headroomMinutes) * minuteMs;
  const first = Math.ceil(soonest / slotMs);
  const last = Math.floor((now + aheadMs) / slotMs);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * slotMs).filter(
    (at) => at >= pausedUntil && minutesLeftAt(store, at) > store.lastOrderMinutes,
  );
}

/** The first that is offered from then on: what a refusal names may be in the middle of a quarter. */
export const timeFrom = (times: readonly number[], at: number): number | undefined =>
  times.find((each) => each >= at);

const dayOf = (at: number) => Math.floor((at + seoulOffsetMs) / dayMs);

export function byDay(times: readonly number[], now: number): { isToday: boolean; times: number[] }[] {
  const [today, later] = [times.filter((at) => dayOf(at) === dayOf(now)), [] as number[]];
  for (const at of times) if (dayOf(at) !== dayOf(now)) later.push(at);
  return [
    { isToday: true, times: today },
    { isToday: false, times: later },
  ].filter((group) => group.times.length > 0);
}
