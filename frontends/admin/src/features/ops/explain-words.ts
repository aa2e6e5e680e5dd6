import { type explainPhrases, read } from "@siren/contracts/explain-phrases";
import { filled } from "@siren/contracts/phrases";
import { useLanguage } from "@siren/web/i18n";

/** What a gateway says of a request's way, in Korean; it writes English itself. */
const inKorean = {
  "first-page": "맞는 경로가 없어서 첫 화면으로 가요",
  own: "경로를 보기 전에 게이트웨이가 직접 답해요",
  "others-neither": "이것들도 맞지 않아요",
  "first-that-fits": "맞는 것 중 첫 번째예요",
  automatic: "파일의 경로는 맞지 않지만 공개된 서비스예요",
  "other-host": "호스트가 {host}이(가) 아니에요",
  elsewhere: "주소가 달라요",
  "another-before": "다른 것이 먼저 맞았어요",
  "other-method": "{method} 요청은 받지 않아요",
  "condition-refuses": "{policy}, 조건 {when}: 요청이 거절돼요",
  "condition-depends": "{policy}, 조건 {when}: 누구인지에 따라 달라요",
  "condition-taken": "{policy}, 조건 {when}: 거쳐요",
  "condition-passed": "{policy}, 조건 {when}: 거치지 않아요",
  more: "{n}개 더",
} as const satisfies Record<keyof typeof explainPhrases, string>;

/** Names of endpoints and policies are no phrases, and stay as they are. */
export function explainWordsInKorean(text: string): string {
  const found = read(text);
  return found ? filled(inKorean[found.code], found.values) : text;
}

export function useExplainWords(): (text: string) => string {
  return useLanguage() === "ko" ? explainWordsInKorean : (text) => text;
}
