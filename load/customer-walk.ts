import { setTimeout as pause } from "node:timers/promises";
import { session } from "@siren/contracts/member";
import { type MenuItem, publishedMenu, storeList } from "@siren/contracts/menu";
import type { CartLine } from "@siren/contracts/order";
import { Customer, newKey } from "../e2e/harness/cafe.ts";
import { OrdersPage } from "../e2e/harness/live-page.ts";
import { type Book, countError, measured, note } from "../e2e/harness/measured.ts";

export type Walk = {
  gateway: string;
  /** Tells this run's customers from those of other runs. */
  run: string;
  n: number;
  book: Book;
  /** No order is begun once all customers together have finished so many. */
  orders: number;
  /** No order is begun after this. */
  until: AbortSignal;
  random: () => number;
};

/** READY may wait for a busy barista: an order not ready by then counts as left open. */
const readyWithinMs = 20_000;
const thinkAtMostMs = 400;
const topUp_krw = 500_000;
const worthOneCup_krw = 20_000;

/** One customer: signs up, tops up, then orders one cup after the other and waits for each to be called. */
export async function walkAsCustomer(walk: Walk): Promise<void> {
  const { book, orders, until, random } = walk;
  const customer = measured(new Customer([walk.gateway]), book);
  const cardId = await signUp(customer, walk);
  const page = new OrdersPage(customer);
  try {
    await page.listening();
    let left_krw = topUp_krw;
    while (!until.aborted && book.ordersFinished < orders) {
      if (left_krw < worthOneCup_krw) left_krw = (await customer.topUp(cardId, topUp_krw)).available_krw;
      left_krw -= await orderOnce(customer, page, cardId, walk).catch((error: unknown) => {
        if (!(error instanceof Error && "code" in error)) countError(book, "NOT_READY_IN_TIME");
        return 0;
      });
      await pause(random() * thinkAtMostMs);
    }
  } finally {
    page.close();
  }
}

async function signUp(customer: Customer, { run, n }: Walk): Promise<string> {
  const body = {
    email: `load-${run}-${n}@siren.example`,
    password: `load-${run}-${n}-x`,
    nickname: `load ${n}`,
  };
  const answer = await customer.sendUntilAnswered("POST", "/api/v1/member/register", { body, key: newKey() });
  const { accessToken, member } = session.parse(answer.body);
  customer.token = accessToken;
  customer.memberId = member.memberId;
  const { cardId } = await customer.card();
  await customer.topUp(cardId, topUp_krw);
  return cardId;
}

/** What it cost. */
async function orderOnce(
  customer: Customer,
  page: OrdersPage,
  cardId: string,
  { book, random }: Walk,
): Promise<number> {
  const { stores } = await customer.get("/api/v1/menu/stores", storeList);
  // The hour of a load is nobody's choice: it goes to the stores that never close.
  const open = stores.filter(({ week }) => week.every((day) => day && day.closes - day.opens >= 1_440));
  const { storeId } = oneOf(open, random);
  const menu = await customer.get(`/api/v1/menu/stores/${storeId}/menu`, publishedMenu);
  const lines = [asOffered(oneOf(menu.items, random))];
  const { total_krw } = await customer.quote(lines, storeId);
  const body = { storeId, lines, expected_total_krw: total_krw, payment: { method: "card", cardId } };
  const placedAtMs = performance.now();
  const { order } = await customer.placeAs(body, newKey());
  book.ordersLeftOpen += 1;
  const ready = await page.until(order.orderId, "order.ready", readyWithinMs);
  note(book, "tap on pay -> READY on the page", ready.atMs - placedAtMs);
  await page.until(order.orderId, "order.picked_up", readyWithinMs);
  book.ordersLeftOpen -= 1;
  book.ordersFinished += 1;
  return total_krw;
}

/** One cup with the choices that the menu suggests. */
function asOffered({ itemId, optionGroups }: MenuItem): CartLine {
  const choiceIds = optionGroups.flatMap(({ min, choices }) => {
    const suggested = choices.filter((choice) => choice.isDefault);
    return (suggested.length >= min ? suggested : choices.slice(0, min)).map(({ choiceId }) => choiceId);
  });
  return { itemId, choiceIds, quantity: 1 };
}

function oneOf<T>(list: readonly T[], random: () => number): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new Error("an empty list has nothing to choose from");
  return found;
}
