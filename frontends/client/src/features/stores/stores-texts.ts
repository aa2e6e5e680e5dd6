import { type Dictionary, useSay } from "@siren/web/i18n";

export const storesTexts = {
  pickStore: ["어느 매장에서 받을까요?", "Where would you like to pick up?"],
  pickStoreLead: ["주문은 고른 매장에서 바로 시작돼요.", "Your order starts at the store you pick."],
  storesFailed: ["매장을 불러오지 못했어요.", "The stores could not be loaded."],
  noStores: ["아직 문을 연 매장이 없어요", "There are no stores yet"],
  noStoresLead: [
    "곧 만나요. 조금 뒤에 다시 들러 주세요.",
    "We will be here soon. Please look in again later.",
  ],
  nearMe: ["가까운 매장 찾기", "Stores near me"],
  looking: ["위치 확인 중", "Finding you"],
  nearestFirst: ["가까운 순서예요", "Nearest first"],
  refused: [
    "위치를 쓰지 않아도 괜찮아요. 매장을 직접 골라 주세요.",
    "That is fine: please pick a store yourself.",
  ],
  unavailable: [
    "지금은 위치를 알 수 없어요. 매장을 직접 골라 주세요.",
    "Your place cannot be found just now. Please pick a store yourself.",
  ],
  notSorted: ["지금은 거리를 알 수 없어요.", "Distances cannot be told just now."],
  chosenLast: ["최근 매장", "Your last store"],
  ahead: ["앞에 {n}건 있어요", "{n} ahead of you"],
  nobodyAhead: ["기다리는 주문이 없어요", "Nobody is waiting"],
  minutesNow: ["지금 약 {n}분", "About {n} min now"],
} as const satisfies Dictionary;

export const useStoresText = () => useSay(storesTexts);
