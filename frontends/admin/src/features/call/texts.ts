import { type Dictionary, useSay } from "@siren/web/i18n";

const texts = {
  title: ["호출 화면", "Call board"],
  ready: ["찾아가 주세요", "Please collect"],
  making: ["만들고 있어요", "Being made"],
  nothingReady: ["준비된 음료가 여기에 나와요.", "Finished drinks appear here."],
  nothingMaking: ["지금은 만드는 음료가 없어요.", "Nothing is being made just now."],
  called: ["{number}번 {nickname}님, 준비됐어요", "Number {number}, {nickname}: ready"],
  old: [
    "{time}부터 새 소식이 없어요. 카운터에 물어봐 주세요.",
    "No news since {time}. Please ask at the counter.",
  ],
  unknown: ["그런 매장이 없어요.", "There is no such store."],
  soundAllow: ["소리를 켜려면 누르세요", "Tap to allow sound"],
} as const satisfies Dictionary;

export const useCallText = () => useSay(texts);
