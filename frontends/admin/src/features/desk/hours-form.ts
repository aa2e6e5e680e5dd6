import type { Holiday, StoreProfile } from "@siren/contracts/menu";
import { clockOf, isDay, minuteOf } from "./seoul-time.ts";
import { wholeNumber } from "./whole-number.ts";

type Hours = StoreProfile["week"][number];
/** What a field for a time of day holds; midnight at the end is written as it is at the beginning. */
export type DayForm = { isOpen: boolean; opens: string; closes: string };
export type WeekForm = Record<`day${0 | 1 | 2 | 3 | 4 | 5 | 6}`, DayForm> & { lastOrder: string };
export type HolidayForm = { day: string; ko: string; en: string } & DayForm;

export const weekdays = [0, 1, 2, 3, 4, 5, 6] as const;
export type Weekday = (typeof weekdays)[number];
export const fieldOf = (weekday: Weekday) => `day${weekday}` as const;
const dayMinutes = 1_440;

const usual: DayForm = { isOpen: false, opens: "08:00", closes: "22:00" };
const dayFormOf = (hours: Hours): DayForm =>
  hours ? { isOpen: true, opens: clockOf(hours.opens), closes: clockOf(hours.closes) } : usual;

export function weekFormOf({ week, lastOrderMinutes }: StoreProfile): WeekForm {
  const day = (weekday: Weekday) => dayFormOf(week[weekday] ?? null);
  return {
    ...{ day0: day(0), day1: day(1), day2: day(2), day3: day(3), day4: day(4), day5: day(5), day6: day(6) },
    lastOrder: `${lastOrderMinutes}`,
  };
}

/** Null is closed; undefined is no time. Whoever closes by the clock before opening closes on the next day. */
export function hoursFrom({ isOpen, opens, closes }: DayForm): Hours | undefined {
  if (!isOpen) return null;
  const from = minuteOf(opens);
  const to = minuteOf(closes);
  if (from === null || to === null) return undefined;
  return { opens: from, closes: to <= from ? to + dayMinutes : to };
}

export type WeekFault = "timeWrong" | "overlaps" | "numberWrong";

export function faultsOfWeek(form: WeekForm): Partial<Record<keyof WeekForm, WeekFault>> {
  const faults: Partial<Record<keyof WeekForm, WeekFault>> = {};
  for (const weekday of weekdays) {
    const hours = hoursFrom(form[fieldOf(weekday)]);
    const next = hoursFrom(form[fieldOf(((weekday + 1) % 7) as Weekday)]);
    if (hours === undefined) faults[fieldOf(weekday)] = "timeWrong";
    else if (hours && next && hours.closes - dayMinutes > next.opens) faults[fieldOf(weekday)] = "overlaps";
  }
  if (wholeNumber(form.lastOrder, { to: 120 }) === null) faults.lastOrder = "numberWrong";
  return faults;
}

/** Of a form without faults. */
export const weekFrom = (form: WeekForm): { week: StoreProfile["week"]; lastOrderMinutes: number } => ({
  week: weekdays.map((weekday) => hoursFrom(form[fieldOf(weekday)]) ?? null),
  lastOrderMinutes: Number(form.lastOrder),
});

export const holidayFormOf = ({ day, name, hours }: Holiday): HolidayForm => ({
  ...{ day, ...name },
  ...dayFormOf(hours),
});
export const blankHoliday: HolidayForm = { day: "", ko: "", en: "", ...usual };

export type HolidayFault = "dateWrong" | "dateTwice" | "required" | "timeWrong";

/** By place and field: `2.day`. */
export function faultsOfHolidays(all: readonly HolidayForm[]): Record<string, HolidayFault> {
  const faults: Record<string, HolidayFault> = {};
  for (const [at, one] of all.entries()) {
    if (!isDay(one.day)) faults[`${at}.day`] = "dateWrong";
    else if (all.findIndex(({ day }) => day === one.day) !== at) faults[`${at}.day`] = "dateTwice";
    if (one.ko.trim() === "") faults[`${at}.ko`] = "required";
    if (one.en.trim() === "") faults[`${at}.en`] = "required";
    if (hoursFrom(one) === undefined) faults[`${at}.opens`] = "timeWrong";
  }
  return faults;
}

export const holidayFrom = (form: HolidayForm): Holiday => ({
  ...{ day: form.day, name: { ko: form.ko.trim(), en: form.en.trim() } },
  hours: hoursFrom(form) ?? null,
});
