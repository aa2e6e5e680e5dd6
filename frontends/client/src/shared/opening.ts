import type { StoreProfile } from "@siren/contracts/menu";

const dayMs = 86_400_000;
/** Korea has no summer time. */
const seoulOffsetMs = 9 * 3_600_000;
const daysLookedAhead = 7;

export type Opening = {
  isOpen: boolean;
  closes: string | null;
  isAllDay: boolean;
  /** Still open, but too near to closing for an order. */
  isPastLastOrder: boolean;
  /** While it is closed: when it opens next, so many days from today. */
  next: { inDays: number; weekday: number; time: string } | null;
};

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60) % 24).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

type Calendar = Pick<StoreProfile, "week" | "holidays"> & { lastOrderMinutes?: number };

const weekdayOf = (day: number) => (day + 4) % 7;

/** A holiday's own hours hold in place of its weekday's. */
function hoursOf({ week, holidays }: Calendar, day: number) {
  const date = new Date(day * dayMs).toISOString().slice(0, 10);
  const holiday = holidays.find((each) => each.day === date);
  return holiday ? holiday.hours : week[weekdayOf(day)];
}

function nextOpening(calendar: Calendar, day: number, minute: number): Opening["next"] {
  for (let inDays = 0; inDays <= daysLookedAhead; inDays++) {
    const hours = hoursOf(calendar, day + inDays);
    if (!hours || (inDays === 0 && hours.opens <= minute)) continue;
    return { inDays, weekday: weekdayOf(day + inDays), time: clock(hours.opens) };
  }
  return null;
}

/** A store may close after midnight: then it is yesterday's hours that hold. */
export function openingAt(calendar: Calendar, now: number): Opening {
  const local = now + seoulOffsetMs;
  const day = Math.floor(local / dayMs);
  const minute = Math.floor((local % dayMs) / 60_000);
  const today = hoursOf(calendar, day);
  const yesterday = hoursOf(calendar, day - 1);
  const lastOrder = calendar.lastOrderMinutes ?? 0;
  const open = { isOpen: true, next: null };
  if (yesterday && minute + 1440 < yesterday.closes) {
    const isPastLastOrder = minute + 1440 >= yesterday.closes - lastOrder;
    return { ...open, closes: clock(yesterday.closes), isAllDay: false, isPastLastOrder };
  }
  if (today && minute >= today.opens && minute < today.closes) {
    const isAllDay = today.closes - today.opens >= 1440;
    const isPastLastOrder = !isAllDay && minute >= today.closes - lastOrder;
    return { ...open, closes: clock(today.closes), isAllDay, isPastLastOrder };
  }
  const next = nextOpening(calendar, day, minute);
  return { isOpen: false, closes: null, isAllDay: false, isPastLastOrder: false, next };
}
