import { type Dictionary, useSay } from "@siren/web/i18n";

export const menuTexts = {
  whatToday: ["오늘은 무엇을 마실까요?", "What will it be today?"],
  changeStore: ["매장 변경", "Change store"],
  menuFailed: ["메뉴를 불러오지 못했어요.", "The menu could not be loaded."],
  noStoreSuch: ["그런 매장이 없어요", "There is no such store"],
  noStoreSuchText: ["주소가 바뀌었거나 문을 닫은 매장이에요.", "It may have moved, or closed for good."],
  toStores: ["매장 보기", "See the stores"],
  menuEmpty: ["아직 메뉴가 없어요", "There is no menu yet"],
  menuEmptyText: ["이 매장은 메뉴를 준비하고 있어요.", "This store is still writing it."],
  categories: ["메뉴 종류", "Kinds"],
  search: ["메뉴 검색", "Search the menu"],
  searchHint: ["이름이나 초성: ㅇㅁㄹㅋㄴ", "Name of a drink or a bite"],
  clearSearch: ["검색어 지우기", "Clear the search"],
  found: ["{n}개 찾았어요", "{n} found"],
  notFound: ["찾는 메뉴가 없어요", "Nothing like that on the menu"],
  notFoundText: [
    "다른 이름이나 초성으로 찾거나, 검색어를 지우고 전체 메뉴를 둘러보세요.",
    "Try another name, or clear the search to see all there is.",
  ],
  quick: ["빠르게 담기", "Quick picks"],
  usual: ["늘 드시던 것", "Your usual"],
  favourite: ["즐겨찾기", "Favourite"],
  times: ["{n}번 주문", "ordered {n} {n|time|times}"],
  addOne: ["{name} 담기", "Add {name}"],
  noQuick: [
    "메뉴에서 ♡를 누르면 여기에서 바로 담을 수 있어요.",
    "Tap ♡ on a drink, and it waits for you here.",
  ],
} as const satisfies Dictionary;

export const useMenuText = () => useSay(menuTexts);
