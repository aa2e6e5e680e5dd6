import { orderView, pendingOrderView } from "@siren/contracts/order";
import { problem } from "@siren/contracts/problems";
import type { Customer } from "../../e2e/harness/cafe.ts";
import { Refused } from "../../e2e/harness/person.ts";
import { keyFor, type Scene } from "./scene.ts";

const orders = "/api/v1/order/orders";
/** As long as the page goes on by itself. */
const pageGoesOnMs = 120_000;
const cancelDeadlineMs = 60_000;

/** Refused for good, by what the answer itself says. */
export const isFinal = (error: unknown): boolean =>
  error instanceof Refused && problem.safeParse(error.answer.body).data?.retryable === false;

/** One key, until there is an answer that lasts. Without one it stays in doubt, and is asked about again later. */
export async function placeUntilKnown(scene: Scene, customer: Customer, who: string, body: object) {
  const key = keyFor(who);
  try {
    const answer = await customer.sendUntilAnswered("POST", orders, { body, key }, pageGoesOnMs);
    const pending = answer.status === 202 ? pendingOrderView.safeParse(answer.body) : undefined;
    const { orderId } = orderView.parse(answer.body);
    return { orderId, choices: pending?.data?.choices ?? [] };
  } catch (error) {
    if (!isFinal(error)) scene.inDoubt.push({ person: customer, path: orders, body, key });
    return undefined;
  }
}

/** The store may have been quicker: then it is refused, which is an answer like any other. */
export async function callOff(scene: Scene, customer: Customer, who: string, orderId: string): Promise<void> {
  const path = `${orders}/${orderId}/cancel`;
  const key = keyFor(who);
  await customer.sendUntilAnswered("POST", path, { key }, cancelDeadlineMs).catch((error: unknown) => {
    if (!isFinal(error)) scene.inDoubt.push({ person: customer, path, key });
  });
}
