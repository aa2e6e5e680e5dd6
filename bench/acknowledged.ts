import { orderView } from "@siren/contracts/order";
import { ledgerOf } from "../e2e/harness/audit.ts";
import type { Customer } from "../e2e/harness/cafe.ts";
import { eventually } from "../e2e/harness/eventually.ts";
import type { TestStack } from "../e2e/harness/stack.ts";

/** An order that somebody was told is placed. */
export type Acknowledged = { customer: Customer; orderId: string; total_krw: number };

const readersAtOnce = 8;

/**
 * Each acknowledged order is read through the gateway by whoever placed it, with the total that was answered, and
 * the ledger adds up to zero; says so, or throws what is not so.
 */
export async function checkNothingLost(stack: TestStack, orders: readonly Acknowledged[]): Promise<string> {
  const left = [...orders];
  const wrong: string[] = [];
  const readOn = async () => {
    for (let order = left.pop(); order; order = left.pop()) {
      const fault = await faultOf(order);
      if (fault !== undefined) wrong.push(fault);
    }
  };
  await Promise.all(Array.from({ length: readersAtOnce }, readOn));
  if (wrong.length > 0)
    throw new Error(`${wrong.length} acknowledged orders: ${wrong.slice(0, 5).join("; ")}`);
  const ledger = await eventually("the ledger adds up to zero", async () => {
    const ledger = await ledgerOf(stack);
    return Object.values(ledger).every((sum) => sum === 0) && ledger;
  });
  const isZero = Object.keys(ledger).join(", ");
  return `checked: all ${orders.length} acknowledged orders are there with their totals; zero: ${isZero}`;
}

async function faultOf({ customer, orderId, total_krw }: Acknowledged): Promise<string | undefined> {
  const found = await eventually(`order ${orderId} is read`, () =>
    customer.get(`/api/v1/order/orders/${orderId}`, orderView),
  ).catch((error: unknown) => String(error));
  if (typeof found === "string") return found;
  return found.total_krw === total_krw ? undefined : `${orderId} costs ${found.total_krw}, not ${total_krw}`;
}
