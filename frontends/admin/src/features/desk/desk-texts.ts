import { type Dictionary, useSay } from "@siren/web/i18n";

const deskTexts = {
  desk: ["매장 관리", "Store desk"],
  parts: ["매장 관리 화면", "Parts of the desk"],
  menu: ["메뉴", "Menu"],
  prices: ["가격", "Prices"],
  publish: ["게시", "Publish"],
  hours: ["영업시간", "Hours"],
  store: ["매장 정보", "Store"],
  promotions: ["프로모션", "Promotions"],
  staff: ["직원", "Staff"],
  refunds: ["환불", "Refunds"],
  sales: ["매출", "Sales"],
  toBoard: ["주문 화면으로", "To the board"],

  notYours: ["이 매장의 관리자만 볼 수 있어요.", "Only a manager of this store may see this."],
  notYoursLead: [
    "관리자 계정으로 로그인했는지, 매장을 바르게 골랐는지 확인해 주세요.",
    "Check that you are signed in as a manager, and that this is your store.",
  ],
  toStores: ["내 매장 보기", "My stores"],
  loadFailed: ["불러오지 못했어요.", "This could not be loaded."],
  menuAway: [
    "메뉴 서비스가 쉬고 있어서 지금은 고칠 수 없어요. 적던 내용은 이 기기에 남아 있고, 돌아오면 이어서 할 수 있어요.",
    "The menu service is away, so nothing can be changed just now. What you wrote is kept on this device; go on when it is back.",
  ],
  menuLineAway: [
    "연결이 끊겨서 지금은 저장할 수 없어요. 적던 내용은 이 기기에 남아 있어요.",
    "There is no connection, so nothing can be saved just now. What you wrote is kept on this device.",
  ],

  ko: ["한국어", "Korean"],
  en: ["영어", "English"],
  save: ["저장", "Save"],
  saved: ["저장했어요.", "Saved."],
  drop: ["되돌리기", "Undo my changes"],
  unsaved: ["아직 저장하지 않은 내용이 있어요.", "There are changes that are not saved yet."],
  cancel: ["취소", "Cancel"],
  remove: ["삭제", "Remove"],
  edit: ["수정", "Edit"],
  up: ["{name} 위로", "Move {name} up"],
  down: ["{name} 아래로", "Move {name} down"],
  removeNamed: ["{name} 삭제", "Remove {name}"],
  checkFields: ["표시된 곳을 고쳐 주세요.", "Please mend what is marked."],

  clashTitle: ["다른 사람이 먼저 바꿨어요", "Somebody else changed it first"],
  clashLead: [
    "겹치지 않는 내용은 합쳤어요. 아래는 둘 다 고친 곳이니 하나를 골라 주세요. 고르기 전에는 아무것도 덮어쓰지 않아요.",
    "What does not collide was put together. Both of you changed what is below: pick one each. Nothing is written over until then.",
  ],
  conflictMerged: [
    "다른 사람이 먼저 저장해서 새 내용을 불러왔어요. 확인하고 다시 저장해 주세요.",
    "Somebody else saved first, and their version was loaded. Please look at it and save again.",
  ],
  theirs: ["그쪽: {value}", "Theirs: {value}"],
  mine: ["내 것: {value}", "Mine: {value}"],
  takeTheirs: ["그쪽 것으로", "Take theirs"],
  keepMine: ["내 것으로", "Keep mine"],
  otherContent: ["다르게 바뀐 내용", "changed in another way"],
  nothing: ["비어 있음", "nothing"],

  required: ["입력해 주세요.", "Please fill this in."],
  tooLong: ["{n}자까지 쓸 수 있어요.", "At most {n} letters."],
  numberWrong: [
    "{from}부터 {to} 사이의 숫자를 입력해 주세요.",
    "A whole number from {from} to {to}, please.",
  ],
  timeWrong: ["시각을 확인해 주세요.", "Please check the time."],
} as const satisfies Dictionary;

export const useDeskText = () => useSay(deskTexts);
export type SayDesk = ReturnType<typeof useDeskText>;

/** Why a field cannot be saved as it is; the same words on every form. */
export type Fault = {
  key: "required" | "tooLong" | "numberWrong" | "timeWrong";
  filled?: Record<string, string | number>;
};
export const faultWords = (say: SayDesk, fault: Fault | undefined): string | undefined =>
  fault && say(fault.key, fault.filled);

export const numberFault = (from: number, to: number): Fault => ({
  key: "numberWrong",
  filled: { from, to },
});

/** A text of a form: something stands there, and no more than fits. */
export function textFault(text: string, longest: number, isNeeded = true): Fault | undefined {
  if (isNeeded && text.trim() === "") return { key: "required" };
  return text.length > longest ? { key: "tooLong", filled: { n: longest } } : undefined;
}
