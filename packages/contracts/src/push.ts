import * as z from "zod/mini";
import { orderId } from "./ids.ts";
import { localText } from "./menu.ts";

/** Web Push: how a customer hears of READY while no page of theirs is open. */

/** As `PushSubscription` has it; which push services are taken is order's own business. */
const endpoint = z.string().check(z.regex(/^https?:\/\/[\x21-\x7e]+$/), z.maxLength(1024));
/** A point of P-256, uncompressed, and 16 bytes, in base64url. */
const p256dh = z.string().check(z.regex(/^B[A-Za-z0-9_-]{86}$/));
const auth = z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/));

export const pushLanguage = z.enum(["ko", "en"]);
export type PushLanguage = z.infer<typeof pushLanguage>;

/** `PUT /push-subscriptions`: the browser belongs to whoever says this last. */
export const pushSubscriptionRequest = z.strictObject({
  endpoint,
  keys: z.strictObject({ p256dh, auth }),
  language: pushLanguage,
});
export type PushSubscriptionRequest = z.infer<typeof pushSubscriptionRequest>;

/** `DELETE /push-subscriptions`. */
export const pushSubscriptionEnd = z.strictObject({ endpoint });

/** `GET /push-key`: what a browser wants to know before it subscribes (RFC 8292). */
export const pushKey = z.object({ publicKey: p256dh });

/** What is inside of a push message: enough for one sentence, and nothing that is worth reading for others. */
export const readyPush = z.object({ orderId, number: z.int(), store: localText, language: pushLanguage });
export type ReadyPush = z.infer<typeof readyPush>;
