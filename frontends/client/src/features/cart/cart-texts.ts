import { type Dictionary, useSay } from "@siren/web/i18n";

const texts = {
  cartEmpty: ["아직 담은 것이 없어요", "Nothing in here yet"],
  cartEmptyLead: ["오늘은 무엇을 마실까요?", "What will it be today?"],
  toMenu: ["메뉴 보기", "See the menu"],
  addMore: ["더 담기", "Add more"],
  total: ["합계", "Total"],
  toCheckout: ["주문하러 가기", "Go to checkout"],
  edit: ["옵션 변경", "Change options"],
  editOf: ["{name} 옵션 변경", "Change options: {name}"],
  remove: ["빼기", "Take out"],
  removeOf: ["{name} 빼기", "Take out {name}"],
  removed: ["{name} 뺐어요", "{name} is out"],
  undo: ["되돌리기", "Undo"],
  noRoom: [
    "{name} 자리가 더 없어요. 한 번에 한 매장에서 {lines}가지, 한 가지에 {pieces}개까지 주문할 수 있어요.",
    "There is no room for {name} any more: one order is of one store and takes {lines} kinds, and {pieces} of each.",
  ],
  dismiss: ["닫기", "Dismiss"],
  formerItem: ["없어진 메뉴", "A former item"],
  unknown: ["이제 팔지 않는 메뉴예요.", "This is no longer sold."],
  options: ["고른 옵션을 지금은 만들 수 없어요.", "It is no longer made with these options."],
  wasSoldOut: [
    "{time}에는 품절이었어요. 지금은 확인할 수 없지만, 주문은 해 보실 수 있어요.",
    "Sold out as of {time}. It cannot be checked just now; you can try all the same.",
  ],
  soldOut: ["지금 품절이에요.", "Sold out just now."],
  choiceSoldOut: ["{names} 품절이에요.", "{names}: sold out just now."],
  priceUp: ["담은 뒤 값이 올랐어요: {was} → {is}", "Dearer than when you chose it: {was} → {is}"],
  priceDown: ["담은 뒤 값이 내렸어요: {was} → {is}", "Cheaper than when you chose it: {was} → {is}"],
  understood: ["알겠어요", "All right"],
  similar: ["다른 메뉴 보기", "See what else there is"],
  fixFirst: ["주문할 수 없는 메뉴를 먼저 바꿔 주세요.", "Please see to what cannot be ordered first."],
  menuAway: [
    "메뉴를 불러오지 못해 금액을 보여 드릴 수 없어요. 담은 것은 그대로 있어요.",
    "The menu cannot be loaded, so no total can be shown. All that you chose is kept.",
  ],
  together: ["함께 많이 주문해요", "Often ordered together"],
  addOne: ["{name} 담기", "Add {name}"],
} as const satisfies Dictionary;

export const useCartText = () => useSay(texts);
