import { setTimeout as pause } from "node:timers/promises";
import { type PublishedMenu, publishedMenu, storeList } from "@siren/contracts/menu";
import { rates, searchResult, shownPromotion } from "@siren/contracts/menu-desk";
import { type CartLine, quote } from "@siren/contracts/order";
import { Customer, newKey } from "../e2e/harness/cafe.ts";
import { OrdersPage } from "../e2e/harness/live-page.ts";
import { countError, measured, note } from "../e2e/harness/measured.ts";
import { anyDrink, anyStore, asOffered } from "./choice.ts";
import type { MixRun } from "./mix.ts";
import { between, pickByWeight } from "./weighted.ts";

/** The Online Boutique's own: how often its users do what. */
export const boutiqueWeights = {
  index: 1,
  currency: 2,
  browse: 10,
  addToCart: 2,
  viewCart: 3,
  checkout: 1,
} as const;
export const boutiqueWaitMs = { least: 1_000, most: 10_000 } as const;
type Task = keyof typeof boutiqueWeights;

const readyWithinMs = 60_000;
/** What a guest may owe the counter is bounded, and so is this cart. */
const mostLines = 2;

/** Closed loop of guests without sign-up who pay at the counter, each at their own pace. */
export async function boutique(run: MixRun): Promise<void> {
  await Promise.all(
    Array.from({ length: run.customers }, () =>
      stroll(run).catch(() => countError(run.book, "CUSTOMER_LEFT")),
    ),
  );
}

type Visitor = {
  customer: Customer;
  storeId: string;
  menu: PublishedMenu;
  cart: CartLine[];
  page: OrdersPage | undefined;
  /** A guest has one open order at a time. */
  waiting: Promise<void>;
};

async function stroll(run: MixRun): Promise<void> {
  const { until, random, book, orders } = run;
  const visitor = await enter(run);
  try {
    while (!until.aborted && book.ordersFinished < orders) {
      const task = pickByWeight(boutiqueWeights, random);
      const beganAtMs = performance.now();
      await tasks[task](visitor, run).then(
        () => note(book, `task ${task}`, performance.now() - beganAtMs),
        // Refused or unanswered: counted when it came, and the visitor goes on.
        () => undefined,
      );
      const waitMs = between(boutiqueWaitMs.least, boutiqueWaitMs.most, random);
      await pause(waitMs, undefined, { signal: until }).catch(() => undefined);
    }
    await visitor.waiting;
  } finally {
    visitor.page?.close();
  }
}

async function enter({ gateways, storeIds, book, random, signal }: MixRun): Promise<Visitor> {
  const customer = measured(new Customer(gateways), book);
  customer.leaves = signal;
  const { stores } = await customer.get("/api/v1/menu/stores", storeList);
  const { storeId } = anyStore(
    stores.filter((one) => storeIds.includes(one.storeId)),
    random,
  );
  const menu = await customer.get(menuOf(storeId), publishedMenu);
  return { customer, storeId, menu, cart: [], page: undefined, waiting: Promise.resolve() };
}

const menuOf = (storeId: string) => `/api/v1/menu/stores/${storeId}/menu`;

const tasks: Record<Task, (visitor: Visitor, run: MixRun) => Promise<unknown>> = {
  async index(visitor) {
    await visitor.customer.get("/api/v1/menu/stores", storeList);
    visitor.menu = await visitor.customer.get(menuOf(visitor.storeId), publishedMenu);
  },
  currency: ({ customer }) => customer.get("/api/v1/menu/rates", rates),
  browse({ customer, storeId, menu }, { random }) {
    const query = new URLSearchParams({ q: anyDrink(menu, random).name.en.slice(0, 40), store: storeId });
    return customer.get(`/api/v1/menu/search?${query}`, searchResult);
  },
  async addToCart(visitor, { random }) {
    if (visitor.cart.length >= mostLines) visitor.cart.shift();
    visitor.cart.push(asOffered(anyDrink(visitor.menu, random)));
    await priced(visitor);
  },
  async viewCart(visitor) {
    if (visitor.cart.length > 0) await priced(visitor);
    const basket = visitor.cart.map(({ itemId }) => itemId).join(",");
    const query = new URLSearchParams({ store: visitor.storeId, ...(basket && { basket }) });
    await visitor.customer.get(`/api/v1/menu/promotions?${query}`, shownPromotion);
  },
  async checkout(visitor, run) {
    if (visitor.cart.length === 0) visitor.cart.push(asOffered(anyDrink(visitor.menu, run.random)));
    await visitor.waiting;
    const lines = visitor.cart;
    const { total_krw } = await priced(visitor);
    visitor.page ??= await new OrdersPage(visitor.customer).listening();
    visitor.cart = [];
    visitor.waiting = (await checkOut(visitor, { lines, total_krw }, run)).fetched;
  },
};

/** The cart is in the page: what the server has of it is its price. */
async function priced({ customer, storeId, cart }: Visitor) {
  const body = { storeId, lines: cart };
  return quote.parse((await customer.send("POST", "/api/v1/order/quotes", { body, key: newKey() })).body);
}

async function checkOut(
  { customer, storeId, page }: Visitor,
  { lines, total_krw }: { lines: CartLine[]; total_krw: number },
  { book, acknowledged, signal }: MixRun,
): Promise<{ fetched: Promise<void> }> {
  const body = { storeId, lines, expected_total_krw: total_krw, payment: { method: "counter" } };
  const tapAtMs = performance.now();
  const { order } = await customer.placeAs(body, newKey());
  note(book, "tap on order -> order acknowledged", performance.now() - tapAtMs);
  acknowledged.push({ customer, orderId: order.orderId, total_krw: order.total_krw });
  book.ordersLeftOpen += 1;
  const waitForIt = async () => {
    const ready = await page?.until(order.orderId, "order.ready", readyWithinMs, signal);
    if (ready) note(book, "tap on order -> READY on the page", ready.atMs - tapAtMs);
    await page?.until(order.orderId, "order.picked_up", readyWithinMs, signal);
    book.ordersLeftOpen -= 1;
    book.ordersFinished += 1;
  };
  return { fetched: waitForIt().catch(() => countError(book, "NOT_READY_IN_TIME")) };
}
