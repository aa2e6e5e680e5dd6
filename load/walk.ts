import { setTimeout as pause } from "node:timers/promises";
import { publishedMenu, storeList } from "@siren/contracts/menu";
import { newKey } from "../e2e/harness/cafe.ts";
import { isWaitInVain } from "../e2e/harness/eventually.ts";
import { OrdersPage } from "../e2e/harness/live-page.ts";
import { countError, note } from "../e2e/harness/measured.ts";
import { type Account, signUp, topUp_krw } from "./account.ts";
import { anyDrink, anyStore, asOffered } from "./choice.ts";
import type { MixRun } from "./mix.ts";

/** READY may wait for a busy barista: an order not ready by then counts as left open. */
const readyWithinMs = 20_000;
const thinkAtMostMs = 400;
const worthOneCup_krw = 20_000;

/** Closed loop: each customer signs up, tops up, then orders one cup after the other and waits for each to be called. */
export async function walk(run: MixRun): Promise<void> {
  const { customers, book } = run;
  await Promise.all(
    Array.from({ length: customers }, (_, n) =>
      walkAsCustomer(run, n).catch(() => countError(book, "CUSTOMER_LEFT")),
    ),
  );
}

async function walkAsCustomer(run: MixRun, n: number): Promise<void> {
  const { book, orders, until, random } = run;
  const account = await signUp(run.gateways, `${run.name}-${n}`, book);
  account.customer.leaves = run.signal;
  const page = new OrdersPage(account.customer);
  try {
    await page.listening();
    while (!until.aborted && book.ordersFinished < orders) {
      if (account.left_krw < worthOneCup_krw)
        account.left_krw = (await account.customer.topUp(account.cardId, topUp_krw)).available_krw;
      account.left_krw -= await orderOnce(account, page, run).catch((error: unknown) => {
        // A refusal, or no answer, was counted when it came.
        if (isWaitInVain(error)) countError(book, "NOT_READY_IN_TIME");
        return 0;
      });
      await pause(random() * thinkAtMostMs);
    }
  } finally {
    page.close();
  }
}

/** What it cost. */
async function orderOnce(
  { customer, cardId }: Account,
  page: OrdersPage,
  { book, random, acknowledged, signal }: MixRun,
): Promise<number> {
  const { stores } = await customer.get("/api/v1/menu/stores", storeList);
  const { storeId } = anyStore(stores, random);
  const menu = await customer.get(`/api/v1/menu/stores/${storeId}/menu`, publishedMenu);
  const lines = [asOffered(anyDrink(menu, random))];
  const { total_krw } = await customer.quote(lines, storeId);
  const body = { storeId, lines, expected_total_krw: total_krw, payment: { method: "card", cardId } };
  const placedAtMs = performance.now();
  const { order } = await customer.placeAs(body, newKey());
  acknowledged.push({ customer, orderId: order.orderId, total_krw: order.total_krw });
  book.ordersLeftOpen += 1;
  const ready = await page.until(order.orderId, "order.ready", readyWithinMs, signal);
  note(book, "tap on pay -> READY on the page", ready.atMs - placedAtMs);
  await page.until(order.orderId, "order.picked_up", readyWithinMs, signal);
  book.ordersLeftOpen -= 1;
  book.ordersFinished += 1;
  return total_krw;
}
