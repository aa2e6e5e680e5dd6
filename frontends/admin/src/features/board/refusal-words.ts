import { type Dictionary, type Language, sayIn } from "@siren/web/i18n";
import { problemWords } from "@siren/web/problem-words";

/** The same refusals, said to somebody behind the counter. */
const words = {
  PAYMENT_DUE: ["먼저 결제를 받아 주세요.", "Take the payment first."],
  ILLEGAL_TRANSITION: ["그 사이에 바뀌었어요.", "It has changed in the meantime."],
  ALREADY_STARTED: ["이미 만들기 시작한 주문이에요.", "This order is being made already."],
  NOT_FOUND: ["이 주문이 더 이상 없어요.", "This order is no longer there."],
} satisfies Dictionary;

export function refusalWords(error: unknown, spoken: Language): { text: string; code: string } {
  const known = problemWords(error, spoken);
  return known.code in words
    ? { code: known.code, text: sayIn<typeof words>(words, spoken)(known.code as keyof typeof words) }
    : known;
}
