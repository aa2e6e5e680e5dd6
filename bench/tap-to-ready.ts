import { baristaOf, customerOf } from "../e2e/harness/cafe.ts";
import { OrdersPage } from "../e2e/harness/live-page.ts";
import { columns, inMs, spreadOf } from "../e2e/harness/spread.ts";
import type { TestStack } from "../e2e/harness/stack.ts";

const warmUps = 5;
/** Within what the demo customer has on the card. */
const topUp_krw = 500_000;

/**
 * From the barista's tap to the customer's page, one order at a time on an otherwise idle stack. Counted
 * from the answer of the tap it may be negative: the page may hear before the barista does.
 */
export async function benchTapToReady(
  stack: TestStack,
  orders: number,
  signal: AbortSignal,
): Promise<string> {
  const customer = await customerOf(stack);
  const barista = await baristaOf(stack);
  const { cardId } = await customer.card();
  using page = await new OrdersPage(customer).listening();
  const fromTapMs: number[] = [];
  const fromAnswerMs: number[] = [];
  let left_krw = 0;
  for (let n = 0; n < warmUps + orders && !signal.aborted; n++) {
    if (left_krw < topUp_krw / 10) left_krw = (await customer.topUp(cardId, topUp_krw)).available_krw;
    const { order } = await customer.place(cardId);
    left_krw -= order.total_krw;
    const ticket = await barista.ticketOf(order.orderId);
    await barista.accept(ticket);
    await barista.claim(ticket);
    await page.until(order.orderId, "order.making");
    const tappedAtMs = performance.now();
    await barista.ready(ticket);
    const answeredAtMs = performance.now();
    const { atMs } = await page.until(order.orderId, "order.ready");
    await barista.handOver(ticket);
    await page.until(order.orderId, "order.picked_up");
    if (n < warmUps) continue;
    fromTapMs.push(atMs - tappedAtMs);
    fromAnswerMs.push(atMs - answeredAtMs);
  }
  return columns([
    ["READY on the customer's page", "orders", "p50 ms", "p95 ms", "p99 ms", "max ms"],
    row("after the tap was made", fromTapMs),
    row("after the tap was answered", fromAnswerMs),
  ]);
}

function row(what: string, values: readonly number[]): string[] {
  const { count, p50, p95, p99, max } = spreadOf(values);
  return [what, String(count), ...[p50, p95, p99, max].map(inMs)];
}
