import type { Locator, Page } from "playwright-core";

/** What a customer finds their way by: what is written there, or read out to them, in Korean. */
export const button = (on: Page | Locator, name: string | RegExp) => on.getByRole("button", { name });
export const link = (on: Page | Locator, name: string | RegExp) => on.getByRole("link", { name });
export const radio = (on: Page | Locator, name: string | RegExp) => on.getByRole("radio", { name });
/** A password's has no role. */
export const field = (on: Page | Locator, name: string) => on.getByLabel(name, { exact: true });
export const asked = (page: Page, question: string) => page.getByRole("dialog", { name: question });

export const tab = (page: Page, name: "메뉴" | "장바구니" | "주문내역" | "내 정보") =>
  link(page.getByRole("navigation", { name: "사이렌" }), name);

/** The screen that is open; what came before it may still be there while it comes. */
export const screen = (page: Page, title: string | RegExp) =>
  page.getByRole("heading", { level: 1, name: title }).waitFor();

const seen = (on: Page | Locator, words: string | RegExp) =>
  on.getByText(words).filter({ visible: true }).first();
export const says = (on: Page | Locator, words: string | RegExp) => seen(on, words).waitFor();
export const saysNoMore = (on: Page | Locator, words: string | RegExp) =>
  seen(on, words).waitFor({ state: "hidden" });

/** From the menu of a store that is open to the card of a drink, and what it costs in the cart. */
export async function choose(page: Page, item: string): Promise<void> {
  await link(page.getByRole("main"), new RegExp(`^${item}`))
    .first()
    .click();
  await screen(page, item);
}

export const putIn = (page: Page) => button(page, /원 담기$/).click();

export async function toTheCheckout(page: Page): Promise<void> {
  await tab(page, "장바구니").click();
  await link(page, "주문하러 가기").click();
  await screen(page, "주문 확인");
}
