import { type Dictionary, useSay } from "@siren/web/i18n";

const ordersTexts = {
  failed: ["주문내역을 불러오지 못했어요.", "Your orders could not be loaded."],
  noOrders: ["아직 주문이 없어요", "No orders yet"],
  signInForOrders: ["로그인하면 주문내역을 볼 수 있어요.", "Sign in to see your orders."],
  guestOrders: [
    "로그인하지 않고 한 주문이에요. 이 브라우저에서만 볼 수 있어요.",
    "These were ordered without signing in, and show in this browser only.",
  ],
  ofGuest: ["로그인 없이 한 주문", "Ordered without signing in"],
  now: ["진행 중", "In progress"],
  past: ["지난 주문", "Earlier"],
  older: ["더 오래된 주문 보기", "Show earlier orders"],
  seeAll: ["모두 보였어요", "That is all of them"],
  receipt: ["영수증", "Receipt"],
  asOf: ["{time} 기준이에요. 다시 연결하는 중이에요.", "As of {time}. We are reconnecting."],
  lineAndMore: ["{name} 외 {n}", "{name} and {n} more"],
} as const satisfies Dictionary;

export const useOrdersText = () => useSay(ordersTexts);
