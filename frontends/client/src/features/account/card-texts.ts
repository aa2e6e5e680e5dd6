import { type Dictionary, useSay } from "@siren/web/i18n";

const cardTexts = {
  lead: ["충전해 두면 한 번에 결제돼요.", "Topped up once, it pays with one tap."],
  held: ["주문 중 {amount}", "{amount} set aside for an order"],
  owedTitle: ["아직 못 받은 금액이 {amount} 있어요", "{amount} is still owed"],
  owedText: [
    "카드 서비스가 쉬는 동안 마신 주문의 잔액이 모자랐어요. 다음에 충전하면 먼저 정산되고, 그때까지는 카드 서비스가 쉴 때 카드로 주문할 수 없어요.",
    "An order was made while the card service was away, and the balance fell short. Your next top-up settles it first; until then the card cannot be used while that service is away.",
  ],
  away: ["충전은 회원 서비스가 돌아오면 할 수 있어요.", "You can top up once the member service is back."],
  amount: ["얼마를 충전할까요?", "How much?"],
  other: ["다른 금액", "Another amount"],
  otherLabel: ["충전할 금액 (원)", "Amount in won"],
  otherHint: ["{least}에서 {most}까지", "{least} to {most}"],
  otherWrong: ["{least}에서 {most} 사이로 적어 주세요.", "Please enter {least} to {most}."],
  payBy: ["어느 카드로 결제할까요?", "Charged to"],
  sandbox: [
    "시험용 결제사예요. 실제 돈은 나가지 않고, 카드마다 정해진 대로 답해요.",
    "A sandbox: no real money moves, and each card answers as its name says.",
  ],
  pay_sandbox: ["바로 승인되는 카드", "A card that is approved"],
  pay_decline: ["거절되는 카드", "A card that is declined"],
  pay_timeout: ["결제되지만 답이 없는 카드", "A card that is charged and does not answer"],
  pay_late: ["조금 뒤에 승인되는 카드", "A card that is approved a little later"],
  pay_twice: ["두 번 답하는 카드", "A card that answers twice"],
  doTopUp: ["{amount} 충전하기", "Top up {amount}"],

  ledger: ["사용 내역", "What happened"],
  noLedger: ["아직 아무 일도 없었어요.", "Nothing has happened yet."],
  more: ["이전 내역 더 보기", "Show earlier"],
  all: ["처음까지 모두 봤어요.", "That is all there is."],
  seeOrder: ["주문 보기", "See the order"],
  today: ["오늘", "Today"],
  "kind_top-up": ["충전", "Top-up"],
  kind_hold: ["주문 금액을 잡아 둠", "Set aside for an order"],
  kind_capture: ["결제", "Paid"],
  kind_release: ["잡아 둔 금액을 되돌림", "Set-aside given back"],
  kind_refund: ["환불", "Refund"],
  kind_shortfall: ["모자란 금액을 미결제로 남김", "The rest is owed"],
  kind_settle: ["미결제 정산", "What was owed is settled"],
  fromAside: ["잡아 둔 금액에서", "out of what was set aside"],
} as const satisfies Dictionary;

export const useCardText = () => useSay(cardTexts);
