import type { Page, Route } from "playwright-core";
import { atCheckout, hook, patched, refuse, type ScreenState } from "./screen-state.ts";

const ribbon = `${hook("ribbon")} .ui-ribbon`;
const told = (page: Page) => page.locator(ribbon).waitFor();
const isAway = (route: Route) => refuse(route, "BREAKER_OPEN", 503);

/** Found without them, and said so: what a service that is asked adds to its answer. */
const answeredWithout = (path: string, degraded: string) => (page: Page) =>
  page.route(path, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "x-degraded": degraded } });
  });

/** One part of the cafe after the other does not answer: what its customers are told, and what they can still do. */
export const away: readonly ScreenState[] = [
  {
    ...{ name: "stores-without-connection", route: "", at: () => "", who: "nobody", whole: ribbon },
    answers: (page) => page.route("**/api/v1/**", (route) => route.abort()),
  },
  {
    ...{ name: "menu-of-the-morning", route: "stores/:storeId", at: () => "stores/seongsu", who: "nobody" },
    whole: ribbon,
    answers(page) {
      const asOf = new Date(Date.now() - 3_600_000).toISOString();
      // All that menu is asked: one answer of now would end what is said.
      return answeredWithout("**/api/v1/menu/**", `menu;as-of=${asOf}`)(page);
    },
  },
  {
    ...{ name: "order-called-while-order-is-away", route: "orders/:orderId", who: "member" },
    ...{ at: ({ orderIds }) => `orders/${orderIds.open}`, whole: ".called" },
    async answers(page, { open }) {
      await page.route("**/api/v1/order/**", isAway);
      const entry = { number: open.number, nickname: "미*", state: "READY" };
      await page.route(
        "**/callboard",
        patched((board: object) => ({ ...board, entries: [entry] })),
      );
    },
  },
  {
    ...{ name: "orders-while-order-is-away", route: "orders", at: () => "orders", who: "member" },
    ...{ whole: "a.order-row", bring: told },
    answers: (page) => page.route("**/api/v1/order/**", isAway),
  },
  {
    ...{ ...atCheckout, name: "checkout-while-barista-is-away", whole: hook("place-order"), bring: told },
    // All that order is asked, as above.
    answers: answeredWithout("**/api/v1/order/**", "barista"),
  },
  {
    ...{ name: "card-while-member-is-away", route: "account/card", at: () => "account/card", who: "member" },
    ...{ whole: hook("top-up"), bring: told },
    // Signed in they stay: that was renewed before it went.
    answers: (page) => page.route("**/api/v1/member/cards**", isAway),
  },
];
