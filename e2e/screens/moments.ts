import type { Page, Route } from "playwright-core";
import {
  atCheckout,
  cartOf,
  defaultLatte,
  hook,
  patched,
  refuse,
  type ScreenState,
  type Shown,
  tapped,
  twoLattes,
} from "./screen-state.ts";

const click = (name: string, leadsTo: string) => async (page: Page) => {
  await page.locator(hook(name)).first().click();
  await page.locator(leadsTo).first().waitFor();
};
const dialog = "dialog[open]";

/** Only what is sent; what is asked for goes on. */
const onPost = (answer: (route: Route) => unknown) => (route: Route) =>
  route.request().method() === "POST" ? void answer(route) : route.continue();

const atItem = (storeId = "seongsu") => ({
  ...{ route: "stores/:storeId/items/:itemId", who: "nobody" as const, whole: hook("add-to-cart") },
  at: () => `stores/${storeId}/items/latte`,
});
const place = async (page: Page) => {
  await page.locator(`${hook("place-order")}:enabled`).click();
};

const toppedUp = (
  name: string,
  phase: string,
  answer: (route: Route, shown: Shown) => Promise<void>,
): ScreenState => ({
  ...{ name, route: "account/card", at: () => "account/card", who: "member", whole: hook("top-up") },
  answers: (page, shown) => page.route("**/topups**", (route) => answer(route, shown)),
  bring: click("top-up", `${hook("top-up-state")}[data-phase="${phase}"]`),
});

/** What lasts a moment, or is seen by few: what is asked, and what was refused. */
export const moments: readonly ScreenState[] = [
  {
    ...{ ...atItem("haeundae"), name: "item-with-a-cart-of-another-store", hasDialog: true },
    remembers: () => ({ ...twoLattes(), "siren.stores-meant": '["haeundae"]' }),
    bring: click("add-to-cart", hook("start-new-cart")),
  },
  {
    ...{ ...atItem(), name: "item-of-an-unusual-store", hasDialog: true },
    remembers: () => ({ "siren.stores-meant": '["haeundae"]' }),
    bring: click("add-to-cart", hook("store-is-right")),
  },
  {
    ...{ ...atItem(), name: "item-with-a-full-cart", hasDialog: true },
    remembers: () => cartOf([{ itemId: "latte", choiceIds: defaultLatte, quantity: 20 }]),
    bring: click("add-to-cart", dialog),
  },
  {
    ...{
      name: "cart-in-trouble",
      route: "cart",
      at: () => "cart",
      who: "nobody",
      whole: hook("line-trouble"),
    },
    remembers: () =>
      cartOf([
        { itemId: "a-former-item", choiceIds: [], quantity: 1 },
        { itemId: "latte", choiceIds: ["regular", "hot", "no-such-milk"], quantity: 1 },
        { itemId: "americano", choiceIds: ["regular", "hot", "paper-cup"], quantity: 2 },
      ]),
  },
  {
    ...{ ...atCheckout, name: "checkout-other-stores", whole: hook("place-order"), hasDialog: true },
    bring: click("change-store", dialog),
  },
  {
    ...{ ...atCheckout, name: "checkout-too-little-on-the-card", whole: ".top-up-here button" },
    answers: (page) =>
      page.route(
        "**/api/v1/member/cards",
        patched(({ cards }: { cards: object[] }) => ({
          cards: cards.map((card) => ({ ...card, available_krw: 1_000 })),
        })),
      ),
  },
  {
    ...{ ...atCheckout, name: "checkout-refused", whole: hook("place-order") },
    answers: (page) =>
      page.route(
        "**/api/v1/order/orders",
        onPost((route) => refuse(route, "CARD_LOCKED", 423)),
      ),
    async bring(page) {
      await place(page);
      await page.locator(hook("refusal")).waitFor();
    },
  },
  {
    ...{ ...atCheckout, name: "checkout-of-a-paused-store", whole: hook("refusal") },
    answers: (page) =>
      page.route("**/api/v1/order/quotes", (route) =>
        refuse(route, "STORE_PAUSED", 409, { until: Date.now() + 1_800_000 }),
      ),
  },
  {
    ...{ ...atCheckout, name: "placing", whole: "h1" },
    // Not answered at all.
    answers: (page) =>
      page.route(
        "**/api/v1/order/orders",
        onPost(() => undefined),
      ),
    async bring(page) {
      await place(page);
      await page.locator(hook("stop-placing")).waitFor();
    },
  },
  { ...{ ...atCheckout, name: "asking", remembers: tapped("sent"), whole: hook("keep-trying") } },
  {
    ...{ ...atCheckout, name: "stopped", remembers: tapped("sent"), whole: "h1" },
    bring: click("stop-placing", hook("stopped")),
  },
  { ...{ ...atCheckout, name: "kept", remembers: tapped("kept"), whole: hook("kept") } },
  {
    ...{ name: "order-in-the-oops-window", route: "orders/:orderId", who: "member" },
    ...{ at: ({ orderIds }) => `orders/${orderIds.open}`, whole: hook("oops-cancel") },
    // How it stood without the window is not to be shown first.
    remembers: () => ({ "siren.copy.orders": "" }),
    async answers(page, { orderIds }) {
      const held = (order: object) => ({ ...order, placedAt: Date.now(), releaseAt: Date.now() + 600_000 });
      const isHeld = (order: { orderId?: string }) => order.orderId === orderIds.open;
      await page.route(`**/api/v1/order/orders/${orderIds.open}`, patched(held));
      await page.route(
        "**/api/v1/order/orders",
        patched(({ orders, ...rest }: { orders: object[] }) => ({
          ...rest,
          orders: orders.map((order) => (isHeld(order) ? held(order) : order)),
        })),
      );
    },
  },
  {
    ...{ name: "order-to-be-cancelled", route: "orders/:orderId", who: "member", hasDialog: true },
    ...{ at: ({ orderIds }) => `orders/${orderIds.open}`, whole: hook("cancel-order") },
    bring: click("cancel-order", hook("confirm-cancel")),
  },
  {
    ...{ name: "order-to-be-moved", route: "orders/:orderId", who: "member", hasDialog: true },
    ...{ at: ({ orderIds }) => `orders/${orderIds.open}`, whole: hook("move-store") },
    bring: click("move-store", `${dialog} [data-testid^=offer-]`),
  },
  {
    ...{ name: "order-shown-big", route: "orders/:orderId", who: "member", hasDialog: true },
    ...{ at: ({ orderIds }) => `orders/${orderIds.ready}`, whole: hook("show-big") },
    bring: click("show-big", ".call-card[open]"),
  },
  {
    ...{ name: "order-again", route: "orders/:orderId", who: "member", hasDialog: true },
    ...{ at: ({ orderIds }) => `orders/${orderIds.over}`, whole: hook("reorder") },
    bring: click("reorder", hook("reorder-put")),
  },
  toppedUp("card-with-a-pending-top-up", "pending", (route, { card }) =>
    route.fulfill({
      status: route.request().method() === "POST" ? 202 : 200,
      json: { topUpId: "top_01J8ZQ4M6V3T9X2B7C5D1E0F8G", amount_krw: 30_000, state: "PENDING", card },
    }),
  ),
  toppedUp("card-with-a-declined-top-up", "refused", (route) => refuse(route, "PAYMENT_DECLINED", 402)),
];
