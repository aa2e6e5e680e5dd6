import { setTimeout as pause } from "node:timers/promises";
import { type Barista, type Customer, latte, newKey } from "../e2e/harness/cafe.ts";
import { OrdersPage } from "../e2e/harness/live-page.ts";
import { type Book, countError, measured, newBook, note } from "../e2e/harness/measured.ts";
import { workShift } from "../e2e/harness/shift.ts";
import type { TestStack } from "../e2e/harness/stack.ts";
import { counted, stepTable } from "../e2e/harness/step-table.ts";
import { type Acknowledged, checkNothingLost } from "./acknowledged.ts";
import { type Shopper, signUp, staffOf } from "./bench-cafe.ts";

export type RushOptions = {
  customers: number;
  seconds: number;
  /** Between a customer's orders, in the middle; each pause is anything from half of it to half as much again. */
  thinkSeconds: number;
};

const storeIds = ["seongsu", "gwanghwamun"] as const;
/** An order that is not called by then counts as an error, and its customer goes on. */
const readyWithinMs = 60_000;
const placedToReady = "tap on pay -> READY on the page";

type Rush = {
  book: Book;
  acknowledged: Acknowledged[];
  thinkMs: () => number;
  until: AbortSignal;
};

/**
 * So many customers at once, each with a page that listens: a quote, an order by card, the wait for the call, a
 * pause, and again, while a barista in each store makes what the board shows. Ends by itself.
 */
export async function benchRush(
  stack: TestStack,
  { customers, seconds, thinkSeconds }: RushOptions,
  signal: AbortSignal,
  say: (text: string) => void,
): Promise<string> {
  const shoppers = await signUp(stack, customers, signal);
  say(`${customers} customers are signed up`);
  const baristas = await Promise.all(storeIds.map(() => staffOf(stack)));
  const book = newBook();
  const thinkMs = () => thinkSeconds * 1_000 * (0.5 + Math.random());
  const pages = shoppers.map(({ customer }) => new OrdersPage(customer));
  const closing = new AbortController();
  try {
    for (const page of pages) await page.listening();
    const working = baristas.map((barista, at) => shift(barista, storeIds[at] ?? "", closing.signal, book));
    const until = AbortSignal.any([signal, AbortSignal.timeout(seconds * 1_000)]);
    const rush: Rush = { book, acknowledged: [], thinkMs, until };
    const beganAtMs = performance.now();
    await Promise.all(shoppers.map((shopper, n) => shop(shopper, pages[n] as OrdersPage, n, rush)));
    const tookMs = performance.now() - beganAtMs;
    closing.abort();
    await Promise.all(working);
    const perSecond = (book.ordersFinished / (tookMs / 1_000)).toFixed(1);
    const told = [
      stepTable(book),
      "",
      `customers         ${customers}, a pause of ${thinkSeconds} s in the middle between two orders`,
      `requests          ${book.requests} in ${(tookMs / 1_000).toFixed(1)} s`,
      `errors            ${counted(book.errors)}`,
      `orders called     ${book.ordersFinished}, ${perSecond} per second; left open ${book.ordersLeftOpen}`,
    ];
    say(told.join("\n"));
    return checkNothingLost(stack, rush.acknowledged);
  } finally {
    closing.abort();
    for (const page of pages) page.close();
  }
}

function shift(barista: Barista, storeId: string, signal: AbortSignal, book: Book): Promise<void> {
  return workShift(measured(barista, book), { storeId, signal });
}

async function shop({ customer, cardId }: Shopper, page: OrdersPage, n: number, rush: Rush): Promise<void> {
  const { thinkMs, until, book } = rush;
  const storeId = storeIds[n % storeIds.length] ?? storeIds[0];
  const person = measured(customer, book);
  // They do not all come in through the door in the same moment.
  await pause(Math.random() * thinkMs(), undefined, { signal: until }).catch(() => undefined);
  while (!until.aborted) {
    await orderOnce({ person, cardId, storeId, page }, rush).catch((error: unknown) => {
      // A refusal was counted when it came; everything else is a wait that was too long.
      if (!(error instanceof Error && "code" in error)) countError(book, "NOT_READY_IN_TIME");
    });
    await pause(thinkMs(), undefined, { signal: until }).catch(() => undefined);
  }
}

type Visit = { person: Customer; cardId: string; storeId: string; page: OrdersPage };

async function orderOnce({ person, cardId, storeId, page }: Visit, rush: Rush): Promise<void> {
  const { book, acknowledged } = rush;
  const lines = latte(1);
  const { total_krw } = await person.quote(lines, storeId);
  const body = { storeId, lines, expected_total_krw: total_krw, payment: { method: "card", cardId } };
  const placedAtMs = performance.now();
  const { order } = await person.placeAs(body, newKey());
  acknowledged.push({ customer: person, orderId: order.orderId, total_krw: order.total_krw });
  book.ordersLeftOpen += 1;
  const ready = await page.until(order.orderId, "order.ready", readyWithinMs);
  note(book, placedToReady, ready.atMs - placedAtMs);
  book.ordersLeftOpen -= 1;
  book.ordersFinished += 1;
}
