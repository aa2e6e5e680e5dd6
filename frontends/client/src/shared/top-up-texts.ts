import { type Dictionary, useSay } from "@siren/web/i18n";

/** What became of a top-up, on the card's screen and in the checkout. */
const topUpTexts = {
  sending: ["결제하는 중이에요…", "Paying…"],
  pending: [
    "{amount} 충전을 기다리고 있어요. 카드사가 답하면 저절로 잔액에 더해져요. 이 화면을 닫아도 괜찮아요.",
    "Waiting for {amount}. It is added by itself once the card company answers; you may close this page.",
  ],
  settled: ["{amount}을 충전했어요.", "{amount} was added."],
  asking: [
    "{amount} 충전이 되었는지 아직 몰라요. 다시 시도해도 두 번 결제되지 않아요.",
    "We do not know yet whether {amount} was added. Trying again never charges twice.",
  ],
  again: ["다시 시도", "Try again"],
  stop: ["그만두기", "Stop"],
  stopText: [
    "그만두면 나중에 사용 내역에서 확인해 주세요.",
    "If you stop, please look at what happened on the card later.",
  ],
  refused: [
    "{amount} 충전을 하지 못했어요. 결제되지 않았어요.",
    "{amount} was not added, and nothing was charged.",
  ],
  back: ["이어서 하기", "Go on where you were"],
} as const satisfies Dictionary;

export const useTopUpText = () => useSay(topUpTexts);
