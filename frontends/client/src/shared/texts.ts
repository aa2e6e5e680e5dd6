import { type Dictionary, useSay } from "@siren/web/i18n";

export const sharedTexts = {
  brand: ["사이렌", "Siren"],
  skip: ["본문으로 건너뛰기", "Skip to the content"],
  menu: ["메뉴", "Menu"],
  cart: ["장바구니", "Cart"],
  pieces: ["개", " {n|item|items}"],
  orders: ["주문내역", "Orders"],
  account: ["내 정보", "Account"],
  back: ["뒤로", "Back"],
  close: ["닫기", "Close"],
  loading: ["불러오는 중", "Loading"],
  tryAgain: ["다시 시도", "Try again"],
  nothingHere: ["찾는 페이지가 없어요", "There is no such page"],
  toStores: ["매장 보기", "See the stores"],

  ribbonGateway: [
    "{time}부터 연결이 끊겼어요. 다시 연결될 때까지 주문은 할 수 없고, 장바구니는 그대로 있어요.",
    "No connection since {time}. Nothing can be ordered until it is back; your cart is kept.",
  ],
  ribbonOrders: ["주문 상태는 {time}에 본 것이에요.", "Orders are shown as of {time}."],
  newerPage: ["새로워진 화면이 있어요", "A newer version of this page is here"],
  takeNewer: ["바꾸기", "Update"],
  ribbonMenuOld: [
    "메뉴는 {time} 기준이에요. 주문은 그대로 할 수 있어요.",
    "Menu as of {time}. Ordering works as usual.",
  ],
  ribbonMenuDown: ["메뉴를 새로 불러오지 못하고 있어요.", "The menu cannot be refreshed just now."],
  ribbonMember: [
    "카드 서비스가 잠시 쉬고 있어요. 주문은 할 수 있고, 결제는 돌아온 뒤에 이뤄져요.",
    "The card service is away. You can still order; cards are charged when it returns.",
  ],
  ribbonMemberGuest: [
    "지금은 로그인할 수 없어요. 로그인 없이 카운터 결제로 주문할 수 있어요.",
    "Nobody can sign in just now. You can order without, and pay at the counter.",
  ],
  ribbonOrder: [
    "주문 서비스에 다시 연결하는 중이에요. 장바구니는 그대로예요.",
    "Reconnecting to the order service. Your cart is kept.",
  ],
  ribbonBarista: [
    "매장 화면이 다시 연결되는 중이에요. 받은 주문의 순서는 지켜져요.",
    "The store's screen is reconnecting. Orders that were received keep their place.",
  ],

  signIn: ["로그인", "Sign in"],
  signInLead: ["이름이 불리면, 커피가 준비된 거예요.", "When your name is called, your coffee is ready."],
  register: ["가입하기", "Create an account"],

  storeBusy: ["지금 바빠요", "Busy just now"],
  storePaused: ["잠시 주문을 받지 않아요", "Not taking orders for a moment"],
  storePausedUntil: ["{time}까지 주문을 받지 않아요", "Not taking orders until {time}"],
  storeLate: ["평소보다 약 {n}분 늦어요", "About {n} min later than usual"],
  soldOut: ["품절", "Sold out"],

  quantity: ["수량", "Quantity"],
  more: ["하나 더", "One more"],
  fewer: ["하나 빼기", "One fewer"],
  added: ["{name} 담았어요", "{name} is in the cart"],

  toMenu: ["메뉴 보기", "See the menu"],
  total: ["합계", "Total"],

  stillPlacing: ["주문을 넣는 중이에요", "Your order is being placed"],

  keptHere: [
    "아직 주문되지 않았어요. 연결되면 확인해 주세요.",
    "Not placed yet. Please confirm it once you are back.",
  ],
  notPlaced: ["주문이 들어가지 않았어요. 확인해 주세요.", "Your order was not placed. Please have a look."],

  now: ["진행 중", "In progress"],
  step_received: ["접수", "Received"],
  step_accepted: ["수락", "Accepted"],
  step_making: ["제조", "Making"],
  step_ready: ["준비", "Ready"],
  PLACED: ["주문을 받았어요", "Order received"],
  AUTHORISED: ["매장에 전달했어요", "With the store"],
  DEFERRED: ["매장에 전달했어요", "With the store"],
  COUNTER_DUE: ["카운터에서 결제해 주세요", "Please pay at the counter"],
  PAYMENT_FAILED: ["결제가 되지 않았어요", "The payment did not go through"],
  ACCEPTED: ["매장이 주문을 확인했어요", "The store has your order"],
  MAKING: ["지금 만들고 있어요", "Being made right now"],
  READY: ["준비됐어요", "It is ready"],
  PICKED_UP: ["맛있게 드세요", "Enjoy"],
  UNCLAIMED: ["찾아가지 않은 주문이에요", "Not picked up"],
  REJECTED: ["매장이 주문을 받지 못했어요", "The store could not take it"],
  CANCELLED: ["주문을 취소했어요", "Cancelled"],
  EXPIRED: ["시간이 지나 취소되었어요", "Cancelled, as it took too long"],
} as const satisfies Dictionary;

export type TextKey = keyof typeof sharedTexts;
export const useText = () => useSay(sharedTexts);
export const textKeys: ReadonlySet<string> = new Set(Object.keys(sharedTexts));
