import type { Allergen } from "@siren/contracts/menu";
import type { MenuFault } from "@siren/contracts/menu-desk";
import { type Dictionary, useSay } from "@siren/web/i18n";

const menuTexts = {
  menu: ["메뉴", "Menu"],
  menuLead: [
    "여기서 고친 것은 초안이에요. 게시하면 고객에게 보여요.",
    "What you change here is a draft. Customers see it once it is published.",
  ],
  newItem: ["새 메뉴", "New item"],
  arrange: ["분류와 순서", "Categories and order"],
  toPublish: ["바뀐 것 {n}개 보기", "See {n} changes"],
  soldSince: ["지금 팔리는 메뉴는 {n}번째 게시본이에요.", "On sale is version {n}."],
  noItems: ["이 분류에는 아직 메뉴가 없어요.", "Nothing is in this category yet."],
  isNew: ["새로 추가", "new"],
  isChanged: ["바뀜", "changed"],
  hasFault: ["고칠 것 있음", "needs mending"],
  takeOff: ["메뉴에서 빼기", "Off the menu"],
  takeOffNamed: ["{name} 메뉴에서 빼기", "Take {name} off the menu"],
  offMenu: ["메뉴에서 뺀 것", "Off the menu"],
  offMenuLead: ["지우지 않고 보관하고 있어요.", "Kept, and not for sale."],
  putBack: ["다시 넣기", "Put back"],
  putBackNamed: ["{name} 다시 넣기", "Put back {name}"],
  forget: ["완전히 삭제", "Delete for good"],
  forgetNamed: ["{name} 완전히 삭제", "Delete for good: {name}"],
  forgetTitle: ["{name}, 완전히 삭제할까요?", "Delete {name} for good?"],
  forgetLead: ["되돌릴 수 없어요.", "This cannot be undone."],

  itemGone: ["이 메뉴는 초안에 없어요.", "This item is not in the draft."],
  toMenu: ["메뉴로", "To the menu"],
  basics: ["기본", "Basics"],
  nameKo: ["이름 (한국어)", "Name (Korean)"],
  nameEn: ["이름 (영어)", "Name (English)"],
  aboutKo: ["설명 (한국어)", "Description (Korean)"],
  aboutEn: ["설명 (영어)", "Description (English)"],
  category: ["분류", "Category"],
  price: ["가격 (원)", "Price (won)"],
  prepSeconds: ["만드는 시간 (초)", "Seconds to make"],
  kcal: ["열량 (kcal, 모르면 비워 두세요)", "Calories (kcal; leave empty if unknown)"],
  isCounted: ["개수를 세는 상품 (병음료, 베이커리)", "Counted in stock (bottles, food)"],
  allergens: ["알레르기 유발 재료", "Allergens"],
  picture: ["사진", "Picture"],
  pictureLead: ["PNG, JPEG, WebP · 512 kB까지", "PNG, JPEG or WebP, up to 512 kB"],
  pictureNone: ["사진이 없으면 그림으로 보여요.", "Without one, a drawing is shown."],
  pictureOf: ["{name} 사진 미리보기", "Preview of the picture of {name}"],
  pictureTooLarge: [
    "512 kB보다 큰 파일이에요. 줄여서 다시 골라 주세요.",
    "That file is larger than 512 kB. Please pick a smaller one.",
  ],
  pictureUploading: ["사진을 올리는 중이에요…", "Uploading the picture…"],
  pictureKept: [
    "사진을 올렸어요. 저장하면 초안에 들어가요.",
    "The picture is uploaded. Save to put it into the draft.",
  ],
  pictureRemove: ["사진 빼기", "Take the picture off"],
  pictureUnread: ["파일을 읽지 못했어요.", "The file could not be read."],

  options: ["옵션", "Options"],
  groupKo: ["묶음 이름 (한국어)", "Group name (Korean)"],
  groupEn: ["묶음 이름 (영어)", "Group name (English)"],
  min: ["최소 선택", "At least"],
  max: ["최대 선택", "At most"],
  choiceKo: ["선택지 (한국어)", "Choice (Korean)"],
  choiceEn: ["선택지 (영어)", "Choice (English)"],
  extra: ["추가 금액 (원)", "Extra (won)"],
  isDefault: ["기본 선택", "Chosen by default"],
  addChoice: ["선택지 추가", "Add a choice"],
  addGroup: ["새 옵션 묶음", "New option group"],
  copyGroup: ["다른 메뉴에서 가져오기", "Copy from another item"],
  copyGroupNone: ["가져올 묶음 고르기", "Pick a group"],
  newGroupName: ["새 묶음", "New group"],
  pairs: ["함께 고를 수 없는 것", "Choices that do not go together"],
  pairsLead: ["예: 따뜻하게 + 얼음 적게", "For instance a hot drink and less ice"],
  pairOne: ["하나", "One"],
  pairOther: ["다른 하나", "The other"],
  addPair: ["조합 추가", "Add a pair"],
  pairWords: ["{one} + {other}", "{one} + {other}"],

  layout: ["분류와 순서", "Categories and order"],
  layoutLead: ["고객 화면에 이 순서로 보여요.", "Customers see them in this order."],
  categories: ["분류", "Categories"],
  categoryKo: ["분류 이름 (한국어)", "Category (Korean)"],
  categoryEn: ["분류 이름 (영어)", "Category (English)"],
  addCategory: ["분류 추가", "Add a category"],
  categoryInUse: ["메뉴가 있는 분류는 지울 수 없어요.", "A category with items cannot be removed."],
  itemsOf: ["{name}의 메뉴 순서", "Order within {name}"],
  newCategory: ["새 분류", "New category"],
} as const satisfies Dictionary;

export type MenuTextKey = keyof typeof menuTexts;
export const useMenuText = () => useSay(menuTexts);

const allergenTexts = {
  milk: ["우유", "Milk"],
  soy: ["대두", "Soy"],
  egg: ["달걀", "Egg"],
  wheat: ["밀", "Wheat"],
  nut: ["견과류", "Nuts"],
  peanut: ["땅콩", "Peanut"],
} as const satisfies Record<Allergen, readonly [string, string]>;
export const useAllergenText = () => useSay(allergenTexts);

/** Why the draft could not be published, as whoever has to mend it would say it. */
const faultTexts = {
  CATEGORY_TWICE: ["같은 분류가 두 번 있어요.", "A category is there twice."],
  CATEGORY_NAME: [
    "분류 이름을 두 언어로 써 주세요 (80자까지).",
    "The category needs a name in both languages (up to 80 letters).",
  ],
  CATEGORY_UNKNOWN: [
    "없는 분류에 들어 있어요. 분류를 골라 주세요.",
    "It is in a category that is not there. Please pick one.",
  ],
  ITEM_TWICE: ["같은 메뉴가 두 번 있어요.", "An item is there twice."],
  ITEM_NAME: [
    "이름을 두 언어로 써 주세요 (80자까지).",
    "It needs a name in both languages (up to 80 letters).",
  ],
  ITEM_TEXT: ["설명이 너무 길어요 (300자까지).", "The description is too long (up to 300 letters)."],
  ITEM_PRICE: ["가격은 1,000,000원까지예요.", "A price may be up to 1,000,000 won."],
  PICTURE_UNKNOWN: [
    "사진이 더 이상 없어요. 다시 올려 주세요.",
    "The picture is no longer there. Please upload it again.",
  ],
  GROUP_TWICE: ["같은 옵션 묶음이 두 번 있어요.", "An option group is there twice."],
  GROUP_NAME: ["묶음 이름을 두 언어로 써 주세요.", "The group needs a name in both languages."],
  GROUP_ASKS_TOO_MUCH: [
    "고르라는 수가 선택지보다 많거나, 최소가 최대보다 커요.",
    "It asks for more than it offers, or its least is above its most.",
  ],
  GROUP_DEFAULTS_MANY: [
    "기본 선택이 최대 선택보다 많아요.",
    "More are chosen by default than may be chosen.",
  ],
  GROUP_DEFAULTS_FEW: ["기본 선택이 최소 선택보다 적어요.", "Fewer are chosen by default than are needed."],
  CHOICE_TWICE: ["같은 선택지가 두 번 있어요.", "A choice is there twice."],
  CHOICE_NAME: ["선택지 이름을 두 언어로 써 주세요.", "The choice needs a name in both languages."],
  CHOICE_PRICE: ["추가 금액은 100,000원까지예요.", "An extra may be up to 100,000 won."],
  PAIR_UNKNOWN: [
    "함께 고를 수 없는 것 중 하나가 선택지에 없어요.",
    "One of a pair is not among the choices.",
  ],
  PAIR_OF_ONE: ["같은 선택지끼리는 짝이 될 수 없어요.", "A choice cannot be paired with itself."],
  PAIR_OF_DEFAULTS: [
    "함께 고를 수 없는 둘이 모두 기본 선택이에요.",
    "Both of a pair that does not go together are chosen by default.",
  ],
} as const satisfies Record<MenuFault["code"], readonly [string, string]>;
export const useFaultText = () => useSay(faultTexts);
