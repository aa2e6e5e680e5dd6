import { type Dictionary, useSay } from "@siren/web/i18n";

const feedsTexts = {
  lead: [
    "서비스가 알린 이벤트를 듣는 쪽이 어디까지 처리했는지예요.",
    "How far those who hear a service's events have taken them.",
  ],
  feed: ["피드", "Feed"],
  consumer: ["듣는 쪽", "Heard by"],
  head: ["알린 번호", "Told up to"],
  seq: ["들은 번호", "Heard up to"],
  lag: ["밀림", "Behind"],
  setAside: ["제쳐 둠", "Set aside"],
  caughtUp: ["따라잡음", "caught up"],
  letters: ["처리하지 못해 제쳐 둔 이벤트", "Events that were set aside"],
  lettersLead: [
    "여러 번 해도 되지 않아 제쳐 둔 것이에요. 같은 주문의 뒤 이벤트도 순서를 지키려고 기다려요. 고친 뒤에 다시 시도하세요.",
    "What failed again and again, and what waits behind it of the same order. Try it again once the cause is mended.",
  ],
  noLetters: ["없어요.", "There are none."],
  event: ["이벤트", "Event"],
  about: ["대상", "About"],
  why: ["이유", "Why"],
  attempts: ["시도", "Tries"],
  at: ["제쳐 둔 때", "Since"],
  replay: ["다시 시도", "Try again"],
  replayOf: ["{type} {about} 다시 시도", "Try {type} of {about} again"],
  done: ["{n}건을 처리했어요.", "{n} went through."],
  replayAll: ["모두 다시 시도 ({n})", "Try all {n} again"],
  failedAgain: [
    "{n}건을 처리했고, {failed}건은 다시 실패했어요.",
    "{n} went through, and {failed} failed again.",
  ],
} satisfies Dictionary;

export const useFeedsText = () => useSay<typeof feedsTexts>(feedsTexts);
