import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import type { BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { type OpenedBrowser, openBrowser } from "./browser.ts";
import { type Barista, baristaOf, storeId } from "./cafe.ts";
import type { CustomerPage } from "./pages.ts";
import { patience, startTestStack, type TestStack, withoutAuditor } from "./stack.ts";

const patienceMs = 30_000;
const phone = { viewport: { width: 390, height: 844 }, reducedMotion: "reduce" } as const;

export const at = (page: Page, hook: string): Locator => page.locator(`[data-testid="${hook}"]`);
export const orderIdOf = (page: Page): string => /orders\/(ord_\w+)/.exec(page.url())?.[1] ?? "";

type PersonsBrowser = Pick<
  BrowserContextOptions,
  "locale" | "serviceWorkers" | "geolocation" | "permissions"
>;
type NewPerson = PersonsBrowser & { stays?: boolean };

/** One stack, one browser and one barista for the journeys of a file, and people with phones. */
export class CafeDay {
  readonly faults: string[] = [];
  /** What can be typed into, by the name of its field, on the screens that were looked at. */
  readonly fieldsSeen = new Set<string>();
  #stack: TestStack | undefined;
  #browser: OpenedBrowser | undefined;
  #jun: Barista | undefined;
  /** Who came in the test that runs now. */
  #visitors: BrowserContext[] = [];

  async open({ isAudited }: { isAudited: boolean }): Promise<void> {
    const stack = startTestStack({ ...(!isAudited && { only: withoutAuditor }), env: { order: patience } });
    [this.#stack, this.#browser] = await Promise.all([stack, openBrowser()]);
    this.#jun = await baristaOf(this.#stack);
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await this.#stack?.stop();
  }

  get stack(): TestStack {
    return opened(this.#stack);
  }

  get jun(): Barista {
    return opened(this.#jun);
  }

  /** Who comes in a test leaves with it, unless `stays`: a page that nobody looks at hears of everything all the same. */
  async newPerson({ stays = false, ...options }: NewPerson = {}): Promise<BrowserContext> {
    const person = await opened(this.#browser).newPerson({ ...phone, ...options });
    person.setDefaultTimeout(patienceMs);
    if (!stays) this.#visitors.push(person);
    return person;
  }

  /** Those who came before the first test of all stay, too. */
  beginTest(): void {
    this.#visitors = [];
  }

  async endTest(): Promise<void> {
    // What is answered in place of the cafe may be asked for just now.
    const pages = this.#visitors.flatMap((person) => person.pages());
    await Promise.all(pages.map((page) => page.unrouteAll({ behavior: "ignoreErrors" })));
    await Promise.all(this.#visitors.map((person) => person.close()));
  }

  /** Of that person, or of a new one. */
  async newPage(person?: BrowserContext): Promise<Page> {
    const page = await (person ?? (await this.newPerson())).newPage();
    page.on("pageerror", (error) => this.faults.push(`${page.url()}: ${error.message}`));
    return page;
  }

  async fillCart(page: Page, itemId: string): Promise<void> {
    await page.goto(`${this.stack.gatewayUrl}/client/stores/${storeId}/items/${itemId}`);
    await at(page, "add-to-cart").click();
    await at(page, "tab-cart").click();
  }

  async toCheckout(page: Page, itemId: string, pay: "pay-card" | "pay-counter"): Promise<void> {
    await this.fillCart(page, itemId);
    await at(page, "go-to-checkout").click();
    await at(page, pay).click();
  }

  /** By the barista's taps, each of which the customer's page shows. */
  async serve(customer: CustomerPage, orderId: string): Promise<void> {
    let ticket = await this.jun.ticketOf(orderId);
    ticket = await this.jun.accept(ticket);
    await customer.shows("ACCEPTED");
    if (ticket.payment === "COUNTER_DUE") ticket = await this.jun.paid(ticket);
    ticket = await this.jun.claim(ticket);
    await customer.shows("MAKING");
    ticket = await this.jun.ready(ticket);
    await customer.shows("READY");
    await this.jun.handOver(ticket);
    await customer.shows("PICKED_UP");
  }
}

function opened<T>(part: T | undefined): T {
  if (part === undefined) throw new Error("the day has not begun");
  return part;
}

type Beginning = {
  /** What the file's people do first. A hook of their own may be run beside this one, and find no day. */
  begin?: (day: CafeDay) => Promise<void>;
  /** Whether anybody asks the auditor. */
  isAudited?: boolean;
};

export function cafeDay({ begin = async () => {}, isAudited = false }: Beginning = {}): CafeDay {
  const day = new CafeDay();
  before(async () => {
    await day.open({ isAudited });
    await begin(day);
  });
  beforeEach(() => day.beginTest());
  afterEach(() => day.endTest());
  after(() => day.close());
  return day;
}

/** The last test of a file. */
export function noPageThrew(day: CafeDay): void {
  test("no page threw anything meanwhile", () => assert.deepEqual(day.faults, []));
}
