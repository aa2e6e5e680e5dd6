import { type Dictionary, useSay } from "@siren/web/i18n";
import type { Aspect } from "./menu-changes.ts";

const publishTexts = {
  publish: ["게시", "Publish"],
  publishLead: [
    "초안과 지금 팔리는 메뉴의 차이예요. 게시하면 고객에게 바로 보여요.",
    "What differs between the draft and what is on sale. Publishing shows it to customers at once.",
  ],
  noChanges: [
    "지금 팔리는 메뉴와 같아요. 게시할 것이 없어요.",
    "The same as what is on sale. Nothing to publish.",
  ],
  added: ["새로 추가", "Added"],
  changed: ["바뀜", "Changed"],
  removed: ["메뉴에서 빠짐", "Taken off the menu"],
  rearranged: ["분류나 순서가 바뀌었어요.", "Categories or their order have changed."],
  priceStep: ["{from} → {to}", "{from} → {to}"],
  choicePrice: ["{name}: {from} → {to}", "{name}: {from} → {to}"],
  faults: ["게시하기 전에 고쳐야 해요", "To be mended before publishing"],
  toMend: ["{name} 고치기", "Mend {name}"],
  toLayout: ["분류 고치기", "Mend the categories"],
  versionOff: [
    "이 초안을 시작한 뒤에 다른 메뉴가 게시됐어요. 초안을 버리고 새로 시작해야 게시할 수 있어요.",
    "Another menu was published since this draft was begun. Throw the draft away and begin anew to publish.",
  ],
  publishNow: ["{n}번째 메뉴로 게시", "Publish as version {n}"],
  confirmTitle: ["바로 게시할까요?", "Publish now?"],
  confirmLead: [
    "바뀌는 메뉴 {n}개가 곧바로 고객에게 보여요. 장바구니에 담아 둔 고객에게는 바뀐 가격을 알려요.",
    "{n} changes are shown to customers at once. Those who have them in the cart are told the new price.",
  ],
  confirm: ["게시", "Publish"],
  published: ["{n}번째 메뉴를 게시했어요.", "Version {n} is published."],
  discard: ["초안 버리기", "Throw the draft away"],
  discardTitle: ["초안을 버릴까요?", "Throw the draft away?"],
  discardLead: [
    "바꾼 것 {n}개가 사라지고, 지금 팔리는 메뉴에서 다시 시작해요.",
    "{n} changes are lost, and the draft begins anew from what is on sale.",
  ],
  discarded: ["초안을 버렸어요.", "The draft is thrown away."],
} as const satisfies Dictionary;
export const usePublishText = () => useSay(publishTexts);

const aspectTexts = {
  name: ["이름", "name"],
  description: ["설명", "description"],
  category: ["분류", "category"],
  picture: ["사진", "picture"],
  facts: ["열량·시간·재고", "calories, time, stock"],
  allergens: ["알레르기", "allergens"],
  options: ["옵션", "options"],
  pairs: ["함께 고를 수 없는 것", "pairs"],
} as const satisfies Record<Aspect, readonly [string, string]>;
export const useAspectText = () => useSay(aspectTexts);
