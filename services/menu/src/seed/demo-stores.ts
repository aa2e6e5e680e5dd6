import type { StoreProfile } from "@siren/contracts/menu";

/** Open around the clock, so that whoever tries the demo at night can order too. */
const allDay = Array.from({ length: 7 }, () => ({ opens: 0, closes: 1440 }));

const plain: Pick<StoreProfile, "holidays" | "handOvers" | "lastOrderMinutes" | "maxWaitMinutes"> = {
  holidays: [],
  handOvers: [
    { kind: "take-out", fee_krw: 0 },
    { kind: "for-here", fee_krw: 0 },
    { kind: "car-side", fee_krw: 500 },
  ],
  lastOrderMinutes: 10,
  maxWaitMinutes: 45,
};

export const demoStores: Omit<StoreProfile, "version">[] = [
  {
    storeId: "seongsu",
    name: { ko: "성수점", en: "Seongsu" },
    address: { ko: "서울 성동구 연무장길 12", en: "12 Yeonmujang-gil, Seongdong-gu, Seoul" },
    lat: 37.5424,
    lng: 127.0563,
    week: allDay,
    ...plain,
  },
  {
    storeId: "gwanghwamun",
    name: { ko: "광화문점", en: "Gwanghwamun" },
    address: { ko: "서울 종로구 새문안로 70", en: "70 Saemunan-ro, Jongno-gu, Seoul" },
    lat: 37.5701,
    lng: 126.9743,
    week: allDay,
    ...plain,
  },
  {
    storeId: "haeundae",
    name: { ko: "해운대점", en: "Haeundae" },
    address: { ko: "부산 해운대구 구남로 21", en: "21 Gunam-ro, Haeundae-gu, Busan" },
    lat: 35.1612,
    lng: 129.1603,
    week: allDay,
    ...plain,
  },
];
