import { type Dictionary, useSay } from "@siren/web/i18n";

/** What happened to an order and its money. */
const noteTexts = {
  storeDelay: ["매장이 {n}분쯤 늦어진다고 알려왔어요.", "The store says that it is about {n} min late."],
  kept1Hour: [
    "준비된 때부터 1시간 동안 카운터에 보관해요.",
    "It waits for you at the counter for an hour from when it was ready.",
  ],
  unclaimedText: [
    "1시간 동안 찾아가지 않아 폐기됐어요. 궁금한 점은 매장에 이 번호로 물어봐 주세요.",
    "It was not picked up within an hour and was discarded. The store can tell you more by this number.",
  ],
  unclaimedPaid: ["결제한 금액은 돌려드리지 않아요.", "What was paid is not given back."],
  refundedMade: [
    "결제한 금액을 돌려드렸어요. 자세한 내용은 영수증에 있어요.",
    "What was paid has been given back; the receipt says more.",
  ],
  refundedPartly: [
    "금액의 일부를 돌려드렸어요. 자세한 내용은 영수증에 있어요.",
    "A part of what was paid has been given back; the receipt says more.",
  ],
  cancelAsked: [
    "취소를 요청했어요. 매장 확인을 기다리는 중이에요. 이미 만들기 시작했다면 취소되지 않아요.",
    "Cancelling was asked for, and the store is to confirm it. If a cup has been begun by then, the order goes on.",
  ],
  cancelTooLate: [
    "이미 만들기 시작해서 취소하지 못했어요. 주문은 그대로 진행돼요.",
    "It is already being made, so it could not be cancelled. Your order goes on.",
  ],
  moving: [
    "주문을 {store}에 넘기는 중이에요. 지금 매장의 확인을 기다리고 있어요.",
    "On its way to {store}. The store that has it now is to let it go.",
  ],
  deferredNote: [
    "결제는 카드 서비스가 돌아오면 이뤄져요. 주문은 그대로 진행돼요.",
    "It will be charged when the card service returns. Your order goes on.",
  ],
  paidAtCounter: ["카운터에서 결제했어요", "Paid at the counter"],
  payToStart: [
    "카운터에서 결제하면 만들기 시작해요. 이 번호를 보여 주세요.",
    "It is begun once it is paid at the counter. Please show this number.",
  ],
  payAtPickUp: ["받으면서 카운터에서 결제해요.", "You pay at the counter when you pick it up."],
  notCharged: ["결제되지 않았어요.", "Nothing was charged."],
  refundAtCounter: [
    "카운터에서 결제한 금액은 매장에서 돌려드려요.",
    "What was paid at the counter is given back there.",
  ],
  refunded: ["결제한 금액은 돌려드렸어요.", "What was charged has been given back."],
  refundUnderWay: [
    "주문하신 금액은 받지 않아요. 이미 결제된 금액은 돌려드리는 중이에요.",
    "You pay nothing for it: whatever was charged is on its way back.",
  ],
  arrears: [
    "잔액이 부족해 다음 충전 때 결제돼요.",
    "The balance fell short; it is settled with your next top-up.",
  ],
  topUp: ["카드 충전하기", "Top up the card"],
  partlyMade: [
    "일부는 만들지 못했어요. 그만큼은 결제하지 않거나 돌려드려요.",
    "Some of it could not be made. That part is not charged, or is given back.",
  ],
  reason_SOLD_OUT: ["재료가 떨어졌어요.", "Something is sold out."],
  reason_TOO_BUSY: ["지금 매장이 많이 바빠요.", "The store is too busy just now."],
  reason_CLOSING: ["매장이 문을 닫을 시간이에요.", "The store is closing."],
  reason_EQUIPMENT: ["기계에 문제가 생겼어요.", "A machine is out of order."],
  reason_OTHER: ["매장 사정으로 만들 수 없어요.", "The store cannot make it just now."],
  reason_INSUFFICIENT_BALANCE: ["카드 잔액이 부족했어요.", "There was not enough on the card."],
  reason_PAYMENT_DECLINED: ["결제가 승인되지 않았어요.", "The payment was declined."],
  reason_CARD_LOCKED: ["카드가 잠겨 있어요.", "The card is locked."],
  reason_CARD_SILENT: [
    "카드 서비스가 1분 안에 답하지 않아 자동으로 취소됐어요. 매장에는 전달되지 않았어요.",
    "The card service did not answer within a minute, so it was called off by itself. The store never had it.",
  ],
  expiredText: [
    "매장이 제때 받지 못해서 자동으로 취소됐어요.",
    "The store did not take it in time, so it was called off by itself.",
  ],
} as const satisfies Dictionary;

type NoteText = keyof typeof noteTexts;
export const useNoteText = () => useSay(noteTexts);
export const isNoteText = (key: string): key is NoteText => Object.hasOwn(noteTexts, key);
