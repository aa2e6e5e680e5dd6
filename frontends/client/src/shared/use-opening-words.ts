import type { StoreProfile } from "@siren/contracts/menu";
import { type Dictionary, useLanguage, useSay } from "@siren/web/i18n";
import { useNow } from "@siren/web/use-now";
import { openingAt } from "./opening.ts";
import { openingWords } from "./opening-words.ts";

const texts = {
  openNow: ["영업 중", "Open"],
  closedNow: ["영업 종료", "Closed"],
  pastLastOrder: ["주문 마감", "Last orders are over"],
  until: ["{time}까지", "until {time}"],
  allDay: ["24시간", "around the clock"],
  opensToday: ["{time}에 열어요", "opens at {time}"],
  opensTomorrow: ["내일 {time}에 열어요", "opens tomorrow at {time}"],
  opensOn: ["{day} {time}에 열어요", "opens {day} at {time}"],
} as const satisfies Dictionary;

/** Whether a store takes orders by its hours, and how that is said. */
export function useOpening(store: StoreProfile) {
  const say = useSay(texts);
  const language = useLanguage();
  const opening = openingAt(store, useNow());
  const { isOpen, isPastLastOrder } = opening;
  return { isOpen, takesOrders: isOpen && !isPastLastOrder, words: openingWords(opening, say, language) };
}
