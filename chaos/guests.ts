import { setTimeout as pause } from "node:timers/promises";
import { session } from "@siren/contracts/member";
import { Customer, gatewaysOf, newKey } from "../e2e/harness/cafe.ts";
import { OrdersPage } from "../e2e/harness/live-page.ts";
import type { TestStack } from "../e2e/harness/stack.ts";
import type { Acknowledged } from "./verdicts.ts";

export type Notes = { acknowledged: Acknowledged[]; sent: Set<string>; gaveUp: number };

const topUp_krw = 550_000;
const thinkMs = 250;

/** One who orders again and again as the page does, and writes down what was promised. */
export async function arrive(stack: TestStack, n: number) {
  const customer = new Customer(gatewaysOf(stack));
  const body = { email: `chaos-${n}@siren.example`, password: `chaos-${n}-password`, nickname: `guest ${n}` };
  const answer = await customer.send("POST", "/api/v1/member/register", { body });
  const { accessToken, member } = session.parse(answer.body);
  customer.token = accessToken;
  customer.memberId = member.memberId;
  const { cardId } = await customer.card();
  await customer.topUp(cardId, topUp_krw);
  const page = await new OrdersPage(customer).listening();
  return { customer, page, cardId };
}

export async function keepOrdering(
  { customer, cardId }: Awaited<ReturnType<typeof arrive>>,
  notes: Notes,
  until: AbortSignal,
): Promise<void> {
  while (!until.aborted) {
    const key = newKey();
    try {
      const placing = await customer.placing(cardId);
      notes.sent.add(key);
      const { order } = await customer.placeAs(placing, key);
      notes.acknowledged.push({ key, orderId: order.orderId });
    } catch {
      notes.gaveUp += 1;
    }
    await pause(thinkMs);
  }
}
