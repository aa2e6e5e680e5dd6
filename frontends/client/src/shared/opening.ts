import type { StoreProfile } from "@siren/contracts/menu";

const dayMs = 86_400_000;
/** Korea has no summer time. */
const seoulOffsetMs = 9 * 3_600_000;

export type Opening = { isOpen: boolean; closes: string | null; isAllDay: boolean };

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60) % 24).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

type Calendar = Pick<StoreProfile, "week" | "holidays">;

/** A holiday's own hours hold in place of its weekday's. */
function hoursOf({ week, holidays }: Calendar, day: number) {
  const date = new Date(day * dayMs).toISOString().slice(0, 10);
  const holiday = holidays.find((each) => each.day === date);
  return holiday ? holiday.hours : week[(day + 4) % 7];
}

/** A store may close after midnight: then it is yesterday's hours that hold. */
export function openingAt(calendar: Calendar, now: number): Opening {
  const local = now + seoulOffsetMs;
  const day = Math.floor(local / dayMs);
  const minute = Math.floor((local % dayMs) / 60_000);
  const today = hoursOf(calendar, day);
  const yesterday = hoursOf(calendar, day - 1);
  if (yesterday && minute + 1440 < yesterday.closes) {
    return { isOpen: true, closes: clock(yesterday.closes), isAllDay: false };
  }
  if (today && minute >= today.opens && minute < today.closes) {
    return { isOpen: true, closes: clock(today.closes), isAllDay: today.closes - today.opens >= 1440 };
  }
  return { isOpen: false, closes: null, isAllDay: false };
}
