import { type Dictionary, useSay } from "@siren/web/i18n";

const favouritesTexts = {
  lead: ["메뉴에서 하트를 누르면 여기에 모여요.", "Tap the heart of a drink, and it is kept here."],
  none: ["아직 즐겨찾기가 없어요", "No favourites yet"],
  noneText: ["자주 마시는 음료에 하트를 눌러 보세요.", "Tap the heart of what you often have."],
  fromPhone: [
    "회원 서비스가 쉬는 동안에는 이 휴대폰에 남아 있는 것을 보여드려요. 바꾸기는 돌아온 뒤에 할 수 있어요.",
    "While the member service is away, this is what this phone has kept. Changing them has to wait.",
  ],
  toMenu: ["메뉴 보기", "See the menu"],
  rename: ["이름 바꾸기", "Rename"],
  renameOf: ["{name} 이름 바꾸기", "Rename {name}"],
  name: ["이름", "Name"],
  nameWrong: ["이름은 1자에서 30자까지예요.", "A name has 1 to 30 characters."],
  remove: ["지우기", "Remove"],
  removeOf: ["{name} 지우기", "Remove {name}"],
  removed: ["{name}, 즐겨찾기에서 지웠어요.", "{name} was removed."],
  undo: ["되돌리기", "Undo"],
  save: ["저장", "Save"],
  cancel: ["취소", "Cancel"],
  seeItem: ["메뉴에서 보기", "See it on the menu"],
  others: ["외 {n}가지", "and {n} more"],
} as const satisfies Dictionary;

export const useFavouritesText = () => useSay(favouritesTexts);
