import { type Dictionary, useSay } from "@siren/web/i18n";

const breakersTexts = {
  lead: [
    "게이트웨이마다 서비스로 가는 길에 차단기가 하나씩 있어요. 그래프는 지난 10초예요.",
    "Each gateway has one breaker on its way to each service. Drawn are the last ten seconds.",
  ],
  none: ["아직 아무 서비스도 부르지 않았어요.", "No service has been called yet."],
  from: ["{gateway}에서", "from {gateway}"],
  window: ["지난 10초의 요청", "Requests of the last ten seconds"],
  went: ["성공", "went well"],
  failed: ["실패·시간 초과", "failed or timed out"],
  turnedAway: ["바로 거절", "turned away"],
  opensAt: [
    "{window}초 안에 {volume}번 넘게 불러 {share}% 넘게 실패하면 열리고, {reset}초 뒤에 다시 시험해요.",
    "Opens when more than {share} % of at least {volume} calls within {window} s fail, and tries again after {reset} s.",
  ],
  underWay: ["처리 중 {n} / {most}", "{n} of {most} under way"],
  budget: ["재시도 여유 {n}", "{n} retries left"],
  p95: ["95%가 {n}ms 안에", "95 % within {n} ms"],
  noRequest: ["지난 10초 동안 요청 없음", "no request within ten seconds"],
  count: ["{n}", "{n}"],
} satisfies Dictionary;

export const useBreakersText = () => useSay<typeof breakersTexts>(breakersTexts);
