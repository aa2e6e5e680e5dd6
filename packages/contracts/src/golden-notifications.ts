import type { ExamplesOf } from "./form.ts";
import { at, eventId, memberId, orderId, storeId } from "./golden-ids.ts";
import type * as notifications from "./notifications.ts";

const choices: notifications.NotificationChoices = {
  email: { paid: true, making: false, ready: false },
  message: { paid: false, making: true, ready: true },
};

export const notificationExamples: ExamplesOf<typeof notifications> = {
  notificationChoices: choices,
  notificationsView: { choices, reach: { email: "OPEN", message: "OPEN" } },
  messageHook: {
    ...{ id: `${eventId}.message`, at, about: "order-ready", to: { memberId, kakaoId: "2718281828" } },
    order: { orderId, number: 17, storeId, storeName: { ko: "성수점", en: "Seongsu" } },
    text: { ko: "17번이 준비됐어요. 성수점에서 찾아가세요.", en: "Order 17 is ready at Seongsu." },
  },
};
