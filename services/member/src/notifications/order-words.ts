import type { LocalText } from "@siren/contracts/menu";
import type { MessageHook, OrderMoment } from "@siren/contracts/notifications";
import type { Receipt } from "@siren/contracts/order";
import { receiptAsHtml, receiptAsText } from "./receipt-paper.ts";

export type ToldOrder = MessageHook["order"];

function wordsOf(moment: OrderMoment, { number, storeName, storeId }: ToldOrder): LocalText {
  const at = storeName ?? { ko: storeId, en: storeId };
  switch (moment) {
    case "paid":
      return {
        ko: `${at.ko} 주문 ${number}번이 결제되었어요.`,
        en: `Order ${number} at ${at.en} is paid.`,
      };
    case "making":
      return {
        ko: `${at.ko}에서 ${number}번을 만들기 시작했어요.`,
        en: `Order ${number} is being made at ${at.en}.`,
      };
    case "ready":
      return {
        ko: `${number}번이 준비됐어요. ${at.ko}에서 찾아가세요.`,
        en: `Order ${number} is ready at ${at.en}.`,
      };
  }
}

/** What is written to a member about an order, in the form of each channel. */
export function orderWords(moment: OrderMoment, order: ToldOrder, receipt?: Receipt) {
  const words = wordsOf(moment, order);
  const text = `${words.ko}\n${words.en}`;
  return {
    words,
    subject: `사이렌: ${words.ko} / ${words.en}`,
    text: receipt ? receiptAsText(receipt) : text,
    html: receipt ? receiptAsHtml(receipt) : null,
    short: text,
  };
}
