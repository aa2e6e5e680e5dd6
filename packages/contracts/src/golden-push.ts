import type { ExamplesOf } from "./form.ts";
import { orderId } from "./golden-ids.ts";
import { menuExamples } from "./golden-menu.ts";
import type * as push from "./push.ts";

const endpoint = "https://updates.push.services.mozilla.com/wpush/v2/gAAAAABmXyZ";
/** Of RFC 8291's own example. */
const p256dh = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const auth = "BTBZMqHH6r4Tts7J_aSIgg";

export const pushExamples: ExamplesOf<typeof push> = {
  pushSubscriptionRequest: { endpoint, keys: { p256dh, auth }, language: "ko" },
  pushSubscriptionEnd: { endpoint },
  pushKey: { publicKey: p256dh },
  readyPush: { orderId, number: 17, store: menuExamples.storeProfile.name, language: "ko" },
};
