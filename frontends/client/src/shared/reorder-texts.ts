import { type Dictionary, useSay } from "@siren/web/i18n";

const reorderTexts = {
  again: ["다시 주문", "Order again"],
  title: ["같은 걸로 다시 주문할까요?", "The same again?"],
  lead: ["{store}, 오늘 가격이에요.", "At {store}, at today's prices."],
  gone: ["지금은 주문할 수 없어요", "Not to be had now"],
  why_NOT_OFFERED: ["메뉴에 없어요", "no longer on the menu"],
  why_OPTION_GONE: ["고른 옵션이 없어요", "not with these options"],
  why_SOLD_OUT: ["품절", "sold out"],
  nothing: ["남은 것이 없어요. 메뉴에서 골라 주세요.", "Nothing of it is left. Please choose from the menu."],
  total: ["합계", "Total"],
  put: ["장바구니에 담기", "Put in the cart"],
  otherCart: ["다른 매장의 장바구니가 비워져요: {store}", "This empties your cart of another store: {store}"],
  tooMuch: [
    "{n}개는 담지 못해요. 한 번에 {lines}가지, 한 가지에 {pieces}개까지 주문할 수 있어요.",
    "{n} of it will not fit: one order takes {lines} kinds, and {pieces} of each.",
  ],
  close: ["닫기", "Close"],
  menu: ["메뉴 보기", "See the menu"],
} as const satisfies Dictionary;

export const useReorderText = () => useSay(reorderTexts);
