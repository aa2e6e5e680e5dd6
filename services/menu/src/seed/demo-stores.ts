import type { StoreProfile } from "@siren/contracts/menu";
import { named } from "./demo-options.ts";

type Week = StoreProfile["week"];
const daily = (opens: number, closes: number): Week => Array.from({ length: 7 }, () => ({ opens, closes }));

/** Two never close, so that whoever tries the demo at night can order too; the third keeps real hours. */
const allDay = daily(0, 1_440);
const untilOneAtNight = daily(450, 1_500);

const closed = { hours: null };
const short = { hours: { opens: 600, closes: 1_200 } };
const holidays: StoreProfile["holidays"] = [
  { day: "2026-12-25", name: named("성탄절", "Christmas"), ...short },
  { day: "2027-01-01", name: named("신정", "New Year's Day"), ...short },
  { day: "2027-02-06", name: named("설날 연휴", "Lunar New Year's eve"), ...short },
  { day: "2027-02-07", name: named("설날", "Lunar New Year"), ...closed },
  { day: "2027-09-15", name: named("추석", "Chuseok"), ...closed },
];

export const demoStores: Omit<StoreProfile, "version">[] = [
  {
    storeId: "seongsu",
    name: named("성수점", "Seongsu"),
    address: named("서울 성동구 연무장길 12", "12 Yeonmujang-gil, Seongdong-gu, Seoul"),
    ...{ lat: 37.5424, lng: 127.0563 },
    ...{ week: allDay, holidays: [], lastOrderMinutes: 10, maxWaitMinutes: 45 },
    handOvers: [
      { kind: "take-out", fee_krw: 0 },
      { kind: "for-here", fee_krw: 0 },
      { kind: "car-side", fee_krw: 500 },
    ],
  },
  {
    storeId: "gwanghwamun",
    name: named("광화문점", "Gwanghwamun"),
    address: named("서울 종로구 새문안로 70", "70 Saemunan-ro, Jongno-gu, Seoul"),
    ...{ lat: 37.5701, lng: 126.9743 },
    ...{ week: allDay, holidays: [], lastOrderMinutes: 15, maxWaitMinutes: 30 },
    handOvers: [
      { kind: "take-out", fee_krw: 0 },
      { kind: "for-here", fee_krw: 0 },
    ],
  },
  {
    storeId: "haeundae",
    name: named("해운대점", "Haeundae"),
    address: named("부산 해운대구 구남로 21", "21 Gunam-ro, Haeundae-gu, Busan"),
    ...{ lat: 35.1612, lng: 129.1603 },
    ...{ week: untilOneAtNight, holidays, lastOrderMinutes: 20, maxWaitMinutes: 45 },
    handOvers: [
      { kind: "take-out", fee_krw: 0 },
      { kind: "for-here", fee_krw: 0 },
      { kind: "car-side", fee_krw: 500 },
    ],
  },
];
