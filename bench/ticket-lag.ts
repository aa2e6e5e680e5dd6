import { ticketsSince } from "../e2e/harness/audit.ts";
import { eventually } from "../e2e/harness/eventually.ts";
import type { TestStack } from "../e2e/harness/stack.ts";
import type { Acknowledged } from "./acknowledged.ts";

const withinMs = 120_000;

/** Waits until barista has a ticket for each of the orders; says how long that took. */
export async function whenTicketsAreThere(
  stack: TestStack,
  orders: readonly Acknowledged[],
): Promise<number> {
  const beganAtMs = performance.now();
  const missing = new Set(orders.map(({ orderId }) => orderId));
  let since = "0";
  await eventually(
    `each of ${orders.length} orders has its ticket`,
    async () => {
      for (let more = true; more; ) {
        const { facts, next } = await ticketsSince(stack, since);
        for (const { orderId } of facts) missing.delete(orderId);
        more = next !== null;
        since = next ?? since;
      }
      return missing.size === 0;
    },
    withinMs,
  );
  return performance.now() - beganAtMs;
}
