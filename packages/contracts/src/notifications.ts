import * as z from "zod/mini";
import { instant, memberId, orderId, slug } from "./ids.ts";
import { localText } from "./menu.ts";

/** What a member may be written to about: the whole is paid, the first cup is begun, it can be fetched. */
export const orderMoments = ["paid", "making", "ready"] as const;
export const orderMoment = z.enum(orderMoments);
export type OrderMoment = z.infer<typeof orderMoment>;

/** E-mail, and the short form for a messenger. */
export const notificationChannels = ["email", "message"] as const;
export const notificationChannel = z.enum(notificationChannels);
export type NotificationChannel = z.infer<typeof notificationChannel>;

const perMoment = z.strictObject({ paid: z.boolean(), making: z.boolean(), ready: z.boolean() });
/** `PUT /me/notifications`: all of it, as it is to be. */
export const notificationChoices = z.strictObject({ email: perMoment, message: perMoment });
export type NotificationChoices = z.infer<typeof notificationChoices>;

/** Why nothing would arrive: the address is not shown to be theirs, or nothing is sent from here that way. */
export const notificationReach = z.enum(["OPEN", "NOT_VERIFIED", "NOT_SET_UP"]);
export type NotificationReach = z.infer<typeof notificationReach>;

/** `GET /me/notifications`. */
export const notificationsView = z.object({
  choices: notificationChoices,
  reach: z.object({ email: notificationReach, message: notificationReach }),
});
export type NotificationsView = z.infer<typeof notificationsView>;

/** What is posted to the operator's messenger, signed; the same in each try. */
export const messageHook = z.object({
  id: z.string(),
  at: instant,
  about: z.enum(["order-paid", "order-making", "order-ready"]),
  /** `kakaoId`: at Kakao, where the member has linked that account. */
  to: z.object({ memberId, kakaoId: z.nullable(z.string()) }),
  order: z.object({ orderId, number: z.int(), storeId: slug, storeName: z.nullable(localText) }),
  text: localText,
});
export type MessageHook = z.infer<typeof messageHook>;
