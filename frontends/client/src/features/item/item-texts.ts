import { type Dictionary, useSay } from "@siren/web/i18n";

const texts = {
  menuFailed: ["메뉴를 불러오지 못했어요.", "The menu could not be loaded."],
  noItemSuch: ["이 메뉴는 지금 없어요", "This is not on the menu now"],
  noItemText: [
    "이 매장에서 더는 팔지 않거나 이름이 바뀌었어요.",
    "The store has stopped selling it, or calls it by another name.",
  ],
  toMenu: ["메뉴 보기", "See the menu"],
  toStores: ["매장 보기", "See the stores"],
  kcal: ["{n} kcal", "{n} kcal"],
  allergens: ["알레르기 유발 성분: {names}", "Contains {names}"],
  noAllergens: ["표시할 알레르기 유발 성분이 없어요", "None of the allergens that we list"],
  allergen_milk: ["우유", "milk"],
  allergen_soy: ["대두", "soy"],
  allergen_egg: ["달걀", "egg"],
  allergen_wheat: ["밀", "wheat"],
  allergen_nut: ["견과류", "nuts"],
  allergen_peanut: ["땅콩", "peanuts"],
  pickOne: ["하나 선택", "pick one"],
  optional: ["선택", "optional"],
  upTo: ["최대 {n}개", "up to {n}"],
  between: ["{min}~{max}개 선택", "pick {min} to {max}"],
  exactly: ["{n}개 선택", "pick {n}"],
  lacking: ["{n}개 더 골라 주세요", "{n} more to pick"],
  notWith: ["{names} 선택과 함께할 수 없어요. 누르면 바뀌어요.", "Not with {names}: tapping it swaps them."],
  gaveWay: ["함께할 수 없는 {names} 선택을 바꿨어요", "{names} gave way, as they do not go together"],
  choiceSoldOut: ["품절된 옵션을 바꿔 주세요", "Please change the sold-out option"],
  soldOutNow: ["지금 품절이에요", "Sold out just now"],
  addFor: ["{price} 담기", "Add for {price}"],
  changeFor: ["{price} · 이렇게 바꾸기", "Change it · {price}"],
  like: ["이 옵션 그대로 즐겨찾기", "Keep it as a favourite, with these options"],
  likedHere: [
    "즐겨찾기에 담았어요. 로그인하지 않아 이 휴대폰에만 남아요.",
    "Kept as a favourite on this phone. Sign in to have it everywhere.",
  ],
  liked: ["즐겨찾기에 담았어요. 메뉴 맨 위에 있어요.", "Kept as a favourite. It is at the top of the menu."],
  likedLater: [
    "이 휴대폰에 담았어요. 회원 서비스가 돌아오면 계정에도 담겨요.",
    "Kept on this phone, and in your account once the member service is back.",
  ],
  unliked: ["즐겨찾기에서 뺐어요.", "No favourite any more."],
  tooMany: [
    "즐겨찾기는 30개까지예요. 먼저 하나를 빼 주세요.",
    "There is room for 30 favourites. Take one out first.",
  ],
} as const satisfies Dictionary;

export const useItemText = () => useSay(texts);
