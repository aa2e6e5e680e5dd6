import { type Dictionary, useSay } from "@siren/web/i18n";

const profileTexts = {
  store: ["매장 정보", "The store"],
  storeLead: [
    "저장하면 고객에게 바로 보여요. 이미 받은 주문은 그대로예요.",
    "Customers see this as soon as it is saved. Orders that were taken stay.",
  ],
  named: ["이름과 주소", "Name and address"],
  nameKo: ["이름 (한국어)", "Name (Korean)"],
  nameEn: ["이름 (영어)", "Name (English)"],
  addressKo: ["주소 (한국어)", "Address (Korean)"],
  addressEn: ["주소 (영어)", "Address (English)"],
  ways: ["받는 방법", "Ways to get an order"],
  offers: ["{way} 받기", "Offer: {way}"],
  fee: ["{way} 추가 금액 (원)", "Fee for {way} (won)"],
  noWay: ["받는 방법을 하나 이상 골라 주세요.", "Offer one way at least."],
  notOffered: ["하지 않음", "not offered"],
  rush: ["바쁠 때", "In a rush"],
  maxWait: [
    "몇 분 넘게 기다려야 하면 주문을 그만 받을까요?",
    "No more orders are taken when the wait is longer than so many minutes",
  ],
  saveProfile: ["매장 정보 저장", "Save the store"],
} as const satisfies Dictionary;

export const useProfileText = () => useSay(profileTexts);
