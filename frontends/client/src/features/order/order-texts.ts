import { type Dictionary, useSay } from "@siren/web/i18n";

const orderTexts = {
  order: ["주문", "Order"],
  orderFailed: ["주문을 불러오지 못했어요.", "The order could not be loaded."],
  noOrderSuch: ["이 기기에서 볼 수 있는 주문이 아니에요.", "There is no such order to be seen from here."],
  noOrderText: [
    "다른 계정으로 주문했다면 그 계정으로 로그인해 주세요.",
    "If you ordered with another account, please sign in with that one.",
  ],
  noOrderGuest: [
    "로그인해서 주문했다면 그 계정으로 로그인해 주세요. 로그인 없이 한 주문은 주문한 브라우저에서만 보여요.",
    "If you were signed in when you ordered, please sign in. An order without an account shows only in the browser that placed it.",
  ],
  signIn: ["로그인", "Sign in"],
  allOrders: ["내 주문 모두 보기", "See all my orders"],
  orderNumber: ["주문번호", "Order number"],

  oopsTitle: ["매장이 보기까지 {n}초", "{n} s until the store sees it"],
  oopsText: [
    "잘못 눌렀나요? 지금 취소하면 아무도 만들기 시작하지 않아요.",
    "A slip? Call it off now and nobody has begun a thing.",
  ],
  oopsCancel: ["바로 취소하기", "Call it off"],

  place: ["내 순서 {n}번째", "Number {n} in line"],
  aboutMinutes: ["약 {n}분", "about {n} min"],
  soon: ["곧 준비돼요", "Ready any moment"],
  promised: ["약속 {time}", "Promised {time}"],
  expected: ["예상 {time}", "Expected {time}"],
  lateBy: ["{n}분 늦어요", "{n} min late"],
  onTime: ["제때예요", "on time"],
  freeCancel: [
    "약속보다 5분 넘게 늦어졌어요. 기다리지 않으셔도 돼요. 지금 취소하면 비용이 없어요.",
    "It has become more than five minutes later than promised. You need not wait: calling it off costs nothing.",
  ],
  baristaAway: [
    "매장 화면이 다시 연결되는 중이에요. 주문은 받아 두었고 순서는 지켜져요.",
    "The store's screen is reconnecting. Your order is received and keeps its place.",
  ],
  orderAway: [
    "{time}에 마지막으로 확인한 상태예요. 다시 연결하는 중이에요.",
    "As of {time}. We are reconnecting.",
  ],
  onCallBoard: [
    "매장 호출판에 {number}번이 준비됐다고 떠 있어요. 카운터로 가 보세요.",
    "The store's call board shows {number} as ready. Please go to the counter.",
  ],

  scheduled: ["{time}에 받기로 예약했어요", "Ordered for {time}"],
  scheduledText: [
    "매장은 {time}쯤 시작해요. 그 전에는 언제든 취소할 수 있어요.",
    "The store begins around {time}. Until then you can call it off at any time.",
  ],
  pickUpAt: ["{time} 받기 예약", "for {time}"],

  callingYou: ["{name}님, 카운터로 와 주세요", "{name}, please come to the counter"],
  toYourCar: ["{name}님, 차로 가져다 드릴게요", "{name}, we bring it to your car"],
  showBig: ["크게 보여주기", "Show it big"],
  close: ["닫기", "Close"],
  haveIt: ["받았어요", "I have it"],
  payFirst: ["받으면서 {amount} 결제해 주세요.", "Please pay {amount} when you pick it up."],

  cancelOrder: ["주문 취소", "Cancel the order"],
  cancelFree: ["기다리지 않고 취소하기", "Call it off"],
  cancelSure: ["주문을 취소할까요?", "Cancel this order?"],
  cancelText: ["만들기 시작하기 전까지만 취소할 수 있어요.", "This is possible until it is being made."],
  keepOrder: ["그대로 두기", "Keep the order"],

  cardSilent: ["카드 서비스가 답하지 않고 있어요", "The card service is not answering"],
  cardSilentText: [
    "1분까지 자동으로 다시 시도해요. 그래도 답이 없으면 주문이 취소돼요. 카운터에서 결제하면 바로 진행돼요.",
    "We keep trying for a minute; without an answer by then the order is called off. Or pay at the counter, and it goes on at once.",
  ],
  cardSilentCoupon: [
    "쿠폰을 쓰는 주문이라 카드가 답할 때까지 기다려야 해요. 1분 안에 답이 없으면 취소되고 쿠폰은 돌아와요.",
    "It uses a coupon, so it has to wait for the card. Without an answer within a minute it is cancelled, and you keep the coupon.",
  ],
  switchToCounter: ["카운터에서 결제할게요", "I will pay at the counter"],

  moveStore: ["매장 옮기기", "Move to another store"],
  moveLead: [
    "같은 금액으로 만들 수 있는 매장으로 옮길 수 있어요. 결제는 그대로예요.",
    "It can go to a store that makes the same for the same price. Your payment stays as it is.",
  ],
  moveHere: ["여기로 옮기기", "Move here"],

  yourOrder: ["주문 내용", "Your order"],
  total: ["합계", "Total"],
  vat: ["공급가 {supply} · 부가세 {vat}", "Supply {supply} · VAT {vat}"],
  receipt: ["영수증", "Receipt"],
  timeline: ["진행 기록", "What happened when"],
  together: ["함께 많이 찾아요", "Often had with it"],
} as const satisfies Dictionary;

export const useOrderText = () => useSay(orderTexts);
