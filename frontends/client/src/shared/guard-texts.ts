import { type Dictionary, useSay } from "@siren/web/i18n";

const texts = {
  otherStore: ["다른 매장의 장바구니가 있어요", "Your cart is from another store"],
  otherStoreText: [
    "{store} 장바구니를 비우고 {here}에서 새로 담을까요?",
    "Empty the cart of {store} and start a new one at {here}?",
  ],
  startNew: ["비우고 새로 담기", "Start anew"],
  keepCart: ["그 장바구니 보기", "See that cart"],
  sureStore: ["이 매장이 맞나요?", "Is this the right store?"],
  farText: [
    "{here}까지 {distance}예요. 더 가까운 매장이 있어요: {other}, {otherDistance}.",
    "{here} is {distance} away. {other} is nearer, {otherDistance} from you.",
  ],
  farAloneText: [
    "{here}까지 {distance}예요. 이 매장에서 받으시겠어요?",
    "{here} is {distance} away from you. Pick up there?",
  ],
  unusualText: [
    "{here}에서는 처음 주문해요. 전에는 {other}에서 주문했어요.",
    "This is your first time at {here}. Before, you ordered at {other}.",
  ],
  hereIsRight: ["여기가 맞아요", "Yes, this one"],
  goToOther: ["{other} 메뉴 보기", "See {other}"],
  pickAnother: ["다른 매장 볼게요", "See other stores"],
  cartFull: ["장바구니가 가득 찼어요", "The cart is full"],
  cartFullText: [
    "한 번에 {lines}가지, 한 가지에 {pieces}개까지 주문할 수 있어요. 나머지는 다음 주문으로 나눠 주세요.",
    "One order takes {lines} kinds, and {pieces} of each. Please put the rest into another order.",
  ],
  toCart: ["장바구니 보기", "See the cart"],
  close: ["닫기", "Close"],
} as const satisfies Dictionary;

export const useGuardText = () => useSay(texts);
