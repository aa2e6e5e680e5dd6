import { type Dictionary, useSay } from "@siren/web/i18n";

const hoursTexts = {
  hours: ["영업시간과 휴일", "Hours and holidays"],
  hoursLead: [
    "저장하면 고객에게 바로 보여요. 이미 받은 주문은 그대로예요.",
    "Customers see this as soon as it is saved. Orders that were taken stay.",
  ],
  week: ["요일별 영업시간", "The week"],
  day_0: ["일요일", "Sunday"],
  day_1: ["월요일", "Monday"],
  day_2: ["화요일", "Tuesday"],
  day_3: ["수요일", "Wednesday"],
  day_4: ["목요일", "Thursday"],
  day_5: ["금요일", "Friday"],
  day_6: ["토요일", "Saturday"],
  isOpen: ["{day} 영업", "Open on {day}"],
  opens: ["여는 시각", "Opens"],
  closes: ["닫는 시각", "Closes"],
  dayOpens: ["{day} 여는 시각", "{day} opens"],
  dayCloses: ["{day} 닫는 시각", "{day} closes"],
  closed: ["쉬는 날", "closed"],
  nextDay: ["다음 날 {time}까지", "until {time} the next day"],
  allDay: ["24시간", "all day"],
  lastOrder: ["닫기 몇 분 전까지 주문을 받나요?", "Orders are taken until so many minutes before closing"],
  overlaps: ["다음 날 여는 시각보다 늦게 닫아요.", "It closes after the next day has opened."],
  saveHours: ["영업시간 저장", "Save the hours"],

  holidays: ["휴일과 특별한 날", "Holidays and special days"],
  holidaysLead: ["그날만 영업시간이 달라요.", "On these dates the hours are others."],
  noHolidays: ["정해 둔 날이 없어요.", "None is set."],
  date: ["날짜", "Date"],
  nameKo: ["이름 (한국어)", "Name (Korean)"],
  nameEn: ["이름 (영어)", "Name (English)"],
  isOpenThen: ["이날 문을 열어요", "Open on this date"],
  addHoliday: ["날짜 추가", "Add a date"],
  dateWrong: ["날짜를 골라 주세요.", "Pick a date."],
  dateTwice: ["같은 날짜가 두 번 있어요.", "This date is there twice."],
  saveHolidays: ["휴일 저장", "Save the holidays"],
} as const satisfies Dictionary;

export const useHoursText = () => useSay(hoursTexts);
export type SayHours = ReturnType<typeof useHoursText>;
