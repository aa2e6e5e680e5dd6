import { type Dictionary, useSay } from "@siren/web/i18n";

const promotionTexts = {
  promotions: ["프로모션", "Promotions"],
  promotionsLead: [
    "고객의 메뉴와 장바구니에 한 줄로 보여요. 여럿이 맞으면 담은 메뉴, 매장, 시간 순으로 더 맞는 것 하나만 보여요.",
    "One line in the customer's menu and cart. Of several that fit, the one is shown that fits best: basket, then store, then hour.",
  ],
  none: ["아직 프로모션이 없어요.", "There are none yet."],
  fresh: ["새 프로모션", "New promotion"],
  editNamed: ["{name} 수정", "Edit {name}"],
  textKo: ["문구 (한국어)", "Words (Korean)"],
  textEn: ["문구 (영어)", "Words (English)"],
  from: ["시작 (서울)", "Begins (Seoul time)"],
  until: ["끝 (서울)", "Ends (Seoul time)"],
  untilWrong: ["끝이 시작보다 늦어야 해요.", "It has to end after it begins."],
  hasHours: ["정해진 시간대에만", "Only at certain hours"],
  hoursFrom: ["매일 몇 시부터", "Daily from"],
  hoursUntil: ["몇 시까지", "until"],
  words: [
    "담은 메뉴에 이 말이 있을 때만 (쉼표로 나눠요, 비우면 늘)",
    "Only with these words in the basket (by commas; empty is always)",
  ],
  wordsWrong: ["낱말은 40자까지, 30개까지예요.", "At most 30 words of 40 letters."],
  stores: ["보여 줄 매장", "Shown at"],
  storesNone: ["매장을 하나 이상 골라 주세요.", "Pick one store at least."],
  preview: ["고객에게 이렇게 보여요", "What customers see"],
  ofAll: [
    "모든 매장의 프로모션이라 여기서 고칠 수 없어요.",
    "It is of every store, and cannot be changed here.",
  ],
  running: ["지금 보이는 기간", "running"],
  coming: ["시작 전", "to come"],
  over: ["끝남", "over"],
  window: ["{from} – {until}", "{from} – {until}"],
  daily: ["매일 {from}–{until}", "daily {from}–{until}"],
  withWords: ["담은 메뉴: {words}", "with {words}"],
  removeTitle: ["이 프로모션을 지울까요?", "Remove this promotion?"],
  changedMeanwhile: [
    "다른 사람이 그 사이에 바꿔서 지우지 않았어요. 새 내용을 확인해 주세요.",
    "Somebody else has changed it meanwhile, so it was not removed. Please look at it again.",
  ],
  back: ["목록으로", "To the list"],
} as const satisfies Dictionary;

export type PromotionTextKey = keyof typeof promotionTexts;
export const usePromotionText = () => useSay(promotionTexts);
