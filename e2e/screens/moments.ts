import type { Page, Route } from "playwright-core";
import {
  atCheckout,
  cartOf,
  defaultLatte,
  hook,
  patched,
  type ScreenState,
  tapped,
  twoLattes,
} from "./screen-state.ts";

const click = (name: string, leadsTo: string) => async (page: Page) => {
  await page.locator(hook(name)).first().click();
  await page.locator(leadsTo).first().waitFor();
};
const dialog = "dialog[open]";

const refuse = (route: Route, code: string, status: number, more: object = {}) =>
  route.fulfill({ status, json: { ...{ code, status, title: code, retryable: status >= 500 }, ...more } });

/** Only what is sent; what is asked for goes on. */
const onPost = (answer: (route: Route) => unknown) => (route: Route) =>
  route.request().method() === "POST" ? void answer(route) : route.continue();

const ribbon = `${hook("ribbon")} .ui-ribbon`;
const atItem = (storeId = "seongsu") => ({
  ...{ route: "stores/:storeId/items/:itemId", who: "nobody" as const, whole: hook("add-to-cart") },
  at: () => `stores/${storeId}/items/latte`,
});
const place = async (page: Page) => {
  await page.locator(`${hook("place-order")}:enabled`).click();
};

/** What lasts a moment, or is seen by few: what is asked, what was refused, and what is away. */
export const moments: readonly ScreenState[] = [
  {
    ...{ name: "stores-without-connection", route: "", at: () => "", who: "nobody", whole: ribbon },
    answers: (page) => page.route("**/api/v1/**", (route) => route.abort()),
  },
  {
    ...{ name: "menu-of-the-morning", route: "stores/:storeId", at: () => "stores/seongsu", who: "nobody" },
    whole: ribbon,
    answers: (page) =>
      // All that menu is asked: one answer of now would end what is said.
      page.route("**/api/v1/menu/**", async (route) => {
        const response = await route.fetch();
        const asOf = new Date(Date.now() - 3_600_000).toISOString();
        const headers = { ...response.headers(), "x-degraded": `menu;as-of=${asOf}` };
        await route.fulfill({ response, headers });
      }),
  },
  {
    ...{ name: "order-called-while-order-is-away", route: "orders/:orderId", who: "member" },
    ...{ at: ({ orderIds }) => `orders/${orderIds.open}`, whole: ".called" },
    async answers(page, { open }) {
      await page.route("**/api/v1/order/**", (route) => refuse(route, "BREAKER_OPEN", 503));
      const entry = { number: open.number, nickname: "미*", state: "READY" };
      await page.route(
        "**/callboard",
        patched((board: object) => ({ ...board, entries: [entry] })),
      );
    },
  },
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
  {
    ...{ name: "card-with-a-pending-top-up", route: "account/card", at: () => "account/card", who: "member" },
    whole: hook("top-up"),
    answers: (page, { card }) =>
      page.route("**/topups**", (route) =>
        route.fulfill({
          status: route.request().method() === "POST" ? 202 : 200,
          json: { topUpId: "top_01J8ZQ4M6V3T9X2B7C5D1E0F8G", amount_krw: 30_000, state: "PENDING", card },
        }),
      ),
    bring: click("top-up", `${hook("top-up-state")}[data-phase="pending"]`),
  },
];
