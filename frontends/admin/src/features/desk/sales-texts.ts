import type { HandOver } from "@siren/contracts/order";
import { type Dictionary, useSay } from "@siren/web/i18n";

const salesTexts = {
  sales: ["매출", "Sales"],
  salesLead: [
    "하루의 티켓을 영업일로 모았어요. 날짜는 서울 기준이에요.",
    "The tickets of a business day. Days are those of Seoul.",
  ],
  day: ["영업일", "Business day"],
  dayWrong: ["오늘까지의 날짜를 골라 주세요.", "Pick a day up to today."],
  before: ["전날", "Day before"],
  after: ["다음 날", "Next day"],
  today: ["오늘", "Today"],
  csv: ["CSV로 내려받기", "Download as CSV"],
  nothing: ["이날은 아직 주문이 없어요.", "There are no orders on this day yet."],
  salesOf: ["매출", "Sales"],
  refundsOf: ["환불", "Given back"],
  net: ["환불을 뺀 금액", "Less what was given back"],
  tickets: ["주문", "Orders"],
  cups: ["잔", "Cups"],
  counter: ["그중 카운터 결제", "of it at the counter"],
  counterBack: ["그중 카운터에서 돌려준 것", "of it over the counter"],
  average: ["주문 한 건", "Per order"],
  wait: ["평균 기다림", "Average wait"],
  longest: ["가장 긴 기다림", "Longest wait"],
  minutes: ["{m}분 {s}초", "{m} min {s} s"],
  unclaimed: ["안 찾아감", "Unclaimed"],
  rejected: ["거절", "Rejected"],
  remakes: ["다시 만든 잔", "Made anew"],
  open: ["진행 중", "Open"],
  byHour: ["시간대별 매출", "Sales by hour"],
  byHourLead: ["가장 바쁜 때는 {hour}시예요.", "The busiest hour began at {hour}:00."],
  hour: ["시각", "Hour"],
  hourOf: ["{hour}시", "{hour}:00"],
  byItem: ["메뉴별 매출", "Sales by item"],
  item: ["메뉴", "Item"],
  others: ["할인과 수수료", "Discounts and fees"],
  byHandOver: ["받는 방법별", "By hand-over"],
  handOver: ["받는 방법", "Hand-over"],
  refunds: ["이날 돌려준 돈", "Given back on this day"],
  order: ["주문번호", "Order"],
  method: ["방법", "By"],
  method_card: ["카드", "card"],
  method_counter: ["카운터", "counter"],
  amount: ["금액", "Amount"],
  reason: ["이유", "Reason"],
  time: ["시각", "Time"],
  section: ["구분", "Section"],
  total: ["합계", "Total"],
  won: ["금액 (원)", "Won"],
  note: ["메모", "Note"],
} as const satisfies Dictionary;
export const salesDictionary = salesTexts;
export const useSalesText = () => useSay(salesTexts);

const handOverTexts = {
  "take-out": ["포장", "Take out"],
  "for-here": ["매장에서", "For here"],
  "car-side": ["차에서", "Car side"],
} as const satisfies Record<HandOver, readonly [string, string]>;
export const handOverDictionary = handOverTexts;
export const useHandOverText = () => useSay(handOverTexts);
