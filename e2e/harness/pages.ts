import { demoPassword } from "@siren/contracts/demo-accounts";
import type { Locator, Page } from "playwright-core";

const byHook = (page: Page | Locator, hook: string) => page.locator(`[data-testid="${hook}"]`);

/** Scripts for a page, as text: what they name exists in a browser only. Both pages go by one machine's clock. */
const noteReadyShown = `{
  globalThis.neverReloaded = true;
  const look = () => {
    if (document.querySelector('[data-testid="order-state"][data-state="READY"]')) globalThis.shownAtMs ??= Date.now();
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
}`;
const noteReadyTapped = `document.addEventListener("click", ({ target }) => {
  if (target.closest?.('[data-testid="ready"]')) globalThis.tappedAtMs = Date.now();
}, true);`;

export async function signIn(page: Page, email: string, password = demoPassword): Promise<void> {
  await byHook(page, "login-email").fill(email);
  await byHook(page, "login-password").fill(password);
  await byHook(page, "login-submit").click();
  await byHook(page, "login-submit").waitFor({ state: "detached" });
}

/** The cafe customer's page, worked by its hooks as a person works it. */
export class CustomerPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(gatewayUrl: string, email: string, password = demoPassword): Promise<void> {
    await this.page.goto(`${gatewayUrl}/client/sign-in`);
    await signIn(this.page, email, password);
  }

  /** From the menu to the checkout, with one of that. */
  async toCheckout(gatewayUrl: string, itemId: string): Promise<void> {
    await this.page.goto(`${gatewayUrl}/client/`);
    await byHook(this.page, "store-seongsu").click();
    await byHook(this.page, `item-${itemId}`).click();
    await byHook(this.page, "add-to-cart").click();
    await byHook(this.page, "tab-cart").click();
    await byHook(this.page, "go-to-checkout").click();
    await byHook(this.page, "place-order").waitFor();
  }

  /** From the menu to the order's own page; answers its number. */
  async order(gatewayUrl: string, itemId: string): Promise<number> {
    await this.toCheckout(gatewayUrl, itemId);
    await byHook(this.page, "pay-card").click();
    return this.place();
  }

  /** The tap on the checkout; answers the number of the order that comes of it. */
  async place(): Promise<number> {
    await byHook(this.page, "place-order").click();
    return this.number();
  }

  /** Tapped without a connection: shown as not placed. `back` is once it is asked for again. */
  async isKept({ back }: { back: boolean }): Promise<void> {
    await this.page.locator(`[data-testid="kept"][data-back="${back}"]`).waitFor();
  }

  /** Still wanted, at the total that stands there now. */
  async confirmKept(): Promise<number> {
    await byHook(this.page, "confirm-kept").click();
    return this.number();
  }

  /** The way on that the checkout offers for a refusal, by its kind. */
  wayOn = (kind: string) => byHook(this.page, `way-${kind}`);

  /** In the oops window at once; later with a word more. */
  async cancel(): Promise<void> {
    const now = byHook(this.page, "oops-cancel");
    const later = byHook(this.page, "cancel-order");
    await now.or(later).first().waitFor();
    if (await now.isVisible()) return now.click();
    await later.click();
    await byHook(this.page, "confirm-cancel").click();
  }

  hasIt = () => byHook(this.page, "picked-up").click();

  async number(): Promise<number> {
    const number = byHook(this.page, "order-number");
    await number.waitFor();
    return Number(await number.textContent());
  }

  async shows(state: string, payment?: string): Promise<void> {
    const paid = payment === undefined ? "" : `[data-payment="${payment}"]`;
    await this.page.locator(`[data-testid="order-state"][data-state="${state}"]${paid}`).waitFor();
  }

  live = (by?: "polling") =>
    this.page
      .locator(`[data-testid="live-state"][data-state="live"]${by ? `[data-road="${by}"]` : ""}`)
      .waitFor();

  /** From now on the page notes when it first shows READY, and whether it is still the same page. */
  watchForReady = () => this.page.evaluate(noteReadyShown);

  async readyShown(): Promise<{ atMs: number; neverReloaded: boolean }> {
    const [atMs, neverReloaded] = await this.page.evaluate<[number, boolean]>(
      "[globalThis.shownAtMs, globalThis.neverReloaded]",
    );
    return { atMs, neverReloaded };
  }

  async logOutEverywhere(gatewayUrl: string): Promise<void> {
    await this.page.goto(`${gatewayUrl}/client/account`);
    await byHook(this.page, "logout-everywhere").click();
    await byHook(this.page, "logout-everywhere").waitFor({ state: "detached" });
  }

  /** Nobody is signed in any more, and the page says so by itself. */
  asksToSignIn = (withinMs: number) => byHook(this.page, "login-email").waitFor({ timeout: withinMs });
}

type BoardTap =
  | "accept"
  | "start"
  | "start-cup"
  | "cup-done"
  | "cup-release"
  | "ready"
  | "recall"
  | "hand-over"
  | "reject"
  | "paid"
  | "remake"
  | "labels";

/** The staff's page at one store's board. */
export class BoardPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(gatewayUrl: string, email: string, password = demoPassword): Promise<void> {
    await this.page.addInitScript({ content: noteReadyTapped });
    await this.signIn(`${gatewayUrl}/admin/`, email, password);
    await byHook(this.page, "store-seongsu").click();
  }

  /** Wherever that is of the staff's page. */
  async signIn(url: string, email: string, password = demoPassword): Promise<void> {
    await this.page.goto(url);
    await signIn(this.page, email, password);
  }

  ticket = (number: number, state: string) =>
    this.page.locator(`[data-testid="ticket"][data-number="${number}"][data-state="${state}"]`);

  async tap(number: number, state: string, hook: BoardTap): Promise<void> {
    await byHook(this.ticket(number, state), hook).click();
  }

  /** Two deliberate taps beside the buttons of a card. */
  async bump(number: number, state: string): Promise<void> {
    const head = this.ticket(number, state).locator(".ticket-head");
    await head.click();
    await this.page.locator(`[data-number="${number}"][data-armed]`).waitFor();
    await head.click({ delay: 200 });
  }

  truth = (state: string, timeout?: number) =>
    byHook(this.page, "truth-light")
      .and(this.page.locator(`[data-state="${state}"]`))
      .waitFor(timeout === undefined ? {} : { timeout });

  /** So many taps that the service has not heard yet. */
  unsent = (count: number) =>
    count === 0
      ? byHook(this.page, "unsent-count").waitFor({ state: "detached" })
      : this.page.locator(`[data-testid="unsent-count"][data-count="${count}"]`).waitFor();

  /** What it says of a tap that came too late. */
  flag = (number: number, orderState?: string) =>
    this.page.locator(
      `[data-testid="flag"][data-number="${number}"]${orderState ? `[data-order-state="${orderState}"]` : ""}`,
    );

  hook = (name: string) => byHook(this.page, name);

  readyTappedAtMs = () => this.page.evaluate<number>("globalThis.tappedAtMs");
}

/** A new order by the board's taps to READY: how long after the tap the customer's page showed it, and whether by itself. */
export async function untilReady(
  customer: CustomerPage,
  board: BoardPage,
  number: number,
): Promise<{ tookMs: number; neverReloaded: boolean }> {
  await board.tap(number, "QUEUED", "accept");
  await customer.shows("ACCEPTED");
  await board.tap(number, "ACCEPTED", "start");
  await customer.shows("MAKING");
  await customer.watchForReady();
  await board.tap(number, "MAKING", "ready");
  await customer.shows("READY");
  const { atMs, neverReloaded } = await customer.readyShown();
  return { tookMs: atMs - (await board.readyTappedAtMs()), neverReloaded };
}
