import { setTimeout as pause } from "node:timers/promises";
import { session } from "@siren/contracts/member";
import { asBrowsersDo } from "../harness/as-browsers-do.ts";
import { Customer, gatewaysOf, newKey } from "../harness/cafe.ts";
import { isWaitInVain } from "../harness/eventually.ts";
import { OrdersPage } from "../harness/live-page.ts";
import { type Book, countError, measured } from "../harness/measured.ts";
import type { TestStack } from "../harness/stack.ts";

export type Acknowledged = { orderId: string; key: string; guest: Guest };
export type Guest = { customer: Customer; page: OrdersPage; cardId: string };

const thinkMs = 150;
/** Baristas have room for all guests: who waits longer than this waits for a version. */
const readyWithinMs = 60_000;

/** Somebody with money and an open page, each of whose requests is noted. */
export async function arrive(
  stack: TestStack,
  n: number,
  { book, onResend }: { book: Book; onResend: () => void },
  leaves: AbortSignal,
): Promise<Guest> {
  const customer = measured(asBrowsersDo(new Customer(gatewaysOf(stack)), onResend), book);
  customer.leaves = leaves;
  const body = { email: `mixed-${n}@siren.example`, password: `mixed-${n}-password`, nickname: `guest ${n}` };
  const answer = await customer.sendUntilAnswered("POST", "/api/v1/member/register", { body, key: newKey() });
  const { accessToken, member } = session.parse(answer.body);
  customer.token = accessToken;
  customer.memberId = member.memberId;
  const { cardId } = await customer.card();
  await customer.topUp(cardId, 550_000);
  return { customer, page: await new OrdersPage(customer).listening(), cardId };
}

/** Orders one cup after the other and waits for each, whatever version answers, and writes down what was promised. */
export async function keepOrdering(
  guest: Guest,
  { book, acknowledged, until }: { book: Book; acknowledged: Acknowledged[]; until: AbortSignal },
): Promise<void> {
  while (!until.aborted) {
    const key = newKey();
    try {
      const { order } = await guest.customer.place(guest.cardId, key);
      acknowledged.push({ orderId: order.orderId, key, guest });
      await guest.page.until(order.orderId, "order.ready", readyWithinMs, guest.customer.leaves);
    } catch (fault) {
      // What was refused or not answered was counted when it came.
      if (isWaitInVain(fault)) countError(book, "NOT_READY_IN_TIME");
    }
    await pause(thinkMs, undefined, { signal: until }).catch(() => undefined);
  }
}
