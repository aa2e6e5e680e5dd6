import { type Dictionary, useSay } from "@siren/web/i18n";

const journeyTexts = {
  lead: [
    "주문 하나가 지나온 길이에요. 고객이 말하는 번호나, 로그에 있는 주문 ID로 찾아요.",
    "One order's whole way. Look it up by the number that its customer tells, or by the id that a log line has.",
  ],
  store: ["매장", "Store"],
  day: ["영업일", "Business day"],
  number: ["번호", "Number"],
  byNumber: ["번호로 찾기", "By its number"],
  byId: ["ID로 찾기", "By its id"],
  orderId: ["주문 ID", "Order id"],
  find: ["찾기", "Find"],
  orderOf: ["{store} {day} {number}번", "Number {number} of {store}, {day}"],
  state: ["상태", "State"],
  payment: ["결제", "Payment"],
  total: ["금액", "Total"],
  placed: ["주문한 때", "Placed"],
  reason: ["이유", "Reason"],
  cancelRequested: ["취소를 기다리는 중", "a cancel is waited for"],
  moved: ["매장을 {n}번 옮김", "moved {n} times"],
  way: ["지나온 길", "Its way"],
  withSpans: ["구간도 보기 ({n})", "With its spans ({n})"],
  entered: ["{state} 상태가 됨", "became {state}"],
  tookIt: ["{consumer} {after} 뒤 처리", "{consumer} took it {after} later"],
  waiting: ["{consumer} 아직 듣지 못함", "{consumer} has not heard it yet"],
  setAside: ["{consumer} 처리 실패, {n}번 시도: {error}", "{consumer} set it aside after {n} tries: {error}"],
  unnumbered: ["아직 번호를 기다려요", "still waits for its number"],
  took: ["{ms} 걸림", "took {ms}"],
  failed: ["실패", "failed"],
  traces: ["추적", "Traces"],
  openTrace: ["Jaeger에서 열기", "Open it in Jaeger"],
  traceOf: ["추적 {id}", "Trace {id}"],
  noSpans: ["구간을 가져오지 못했어요: {why}", "Its spans could not be had: {why}"],
  silent: [
    "{service}에게 물어볼 수 없어서 그 부분이 빠져 있어요 ({why}).",
    "{service} could not be asked; its part is missing ({why}).",
  ],
  notWhole: [
    "이벤트가 많아 일부만 찾아봤어요. 빠진 것이 있을 수 있어요.",
    "There were too many events to look through all of them; some may be missing.",
  ],
} satisfies Dictionary;

export const useJourneyText = () => useSay<typeof journeyTexts>(journeyTexts);
