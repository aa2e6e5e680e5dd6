import { orderView } from "@siren/contracts/order";
import { latte, newKey } from "../e2e/harness/cafe.ts";
import { codeOf } from "../e2e/harness/measured.ts";
import type { Acknowledged } from "./acknowledged.ts";
import type { Shopper } from "./bench-cafe.ts";

/** `outcome`: `201 AUTHORISED`, `202 DEFERRED`, the problem's code, or NO_ANSWER. */
export type Placed = { outcome: string; tookMs: number; acknowledged?: Acknowledged };

/** Sent once: what is refused or unanswered counts as such and is not sent again. */
export async function placeOnce(
  { customer, cardId }: Shopper,
  storeId: string,
  expected_total_krw: number,
): Promise<Placed> {
  const body = { storeId, lines: latte(1), expected_total_krw, payment: { method: "card", cardId } };
  const beganAtMs = performance.now();
  const answer = await customer
    .ask("POST", "/api/v1/order/orders", { body, key: newKey() })
    .catch(() => undefined);
  const tookMs = performance.now() - beganAtMs;
  if (!answer) return { outcome: "NO_ANSWER", tookMs };
  if (answer.status >= 400) return { outcome: codeOf(answer), tookMs };
  const { orderId, state, total_krw } = orderView.parse(answer.body);
  return { outcome: `${answer.status} ${state}`, tookMs, acknowledged: { customer, orderId, total_krw } };
}
