import type { Page } from "playwright-core";
import { type OpenedBrowser, openBrowser } from "../harness/browser.ts";
import { baristaOf, customerOf } from "../harness/cafe.ts";
import { eventually } from "../harness/eventually.ts";
import { BoardPage, CustomerPage } from "../harness/pages.ts";
import { startTestStack, type TestStack } from "../harness/stack.ts";
import { type ScreenState, type Shown, type StaffWho, staffWho } from "./list.ts";

export type OpenedCafe = {
  stack: TestStack;
  browser: OpenedBrowser;
  shown: Shown;
  /** One page of each person, who stays signed in; those of the staff are opened with the first who looks at one. */
  pageOf: (who: ScreenState["who"]) => Promise<Page>;
  close: () => Promise<void>;
};

const patienceMs = 20_000;
export const phone = { width: 390, height: 844 };
export const tablet = { width: 1024, height: 768 };
const staffEmails = { barista: "jun", manager: "hana", ops: "ops" } as const;
const isStaff = (who: ScreenState["who"]): who is StaffWho => staffWho.some((one) => one === who);
export const sizeOf = ({ who }: ScreenState) => (isStaff(who) ? tablet : phone);

/** A cafe with orders in each state, one browser, and a page for a member and for somebody who was never here. */
export async function openCafe(watch: (page: Page) => void): Promise<OpenedCafe> {
  const opening = [startTestStack(), openBrowser()] as const;
  const [stack, browser] = await Promise.all(opening);
  const close = async () => {
    await browser.close();
    await stack.stop();
  };
  try {
    const orderIds = await ordersOf(stack);
    const newPage = async (viewport = phone) => {
      const person = await browser.newPerson({ viewport, reducedMotion: "reduce" });
      person.setDefaultTimeout(patienceMs);
      const page = await person.newPage();
      watch(page);
      return page;
    };
    const [nobody, member, another] = await Promise.all([newPage(), newPage(), newPage()]);
    await Promise.all([
      nobody.goto(`${stack.gatewayUrl}/client/`),
      new CustomerPage(member).open(stack.gatewayUrl, "mina@siren.example"),
      new CustomerPage(another).open(stack.gatewayUrl, "leo@siren.example"),
    ]);
    const people = { nobody, member, another };
    const openStaff = async (who: StaffWho) => {
      const page = await newPage(tablet);
      const url = `${stack.gatewayUrl}/admin/`;
      if (who === "visitor") await page.goto(url);
      else await new BoardPage(page).signIn(url, `${staffEmails[who]}@siren.example`);
      return page;
    };
    const staff = new Map<StaffWho, Promise<Page>>();
    const pageOf = async (who: ScreenState["who"]) => {
      if (!isStaff(who)) return people[who];
      const opened = staff.get(who) ?? openStaff(who);
      staff.set(who, opened);
      return opened;
    };
    return { stack, browser, shown: { orderIds }, pageOf, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function ordersOf(stack: TestStack): Promise<Shown["orderIds"]> {
  const [customer, barista] = await Promise.all([customerOf(stack), baristaOf(stack)]);
  const { cardId } = await customer.card();
  const [over, ready, open] = [
    (await customer.place(cardId)).order.orderId,
    (await customer.place(cardId)).order.orderId,
    (await customer.place(cardId)).order.orderId,
  ];
  const make = async (orderId: string) => {
    const ticket = await barista.ticketOf(orderId);
    await barista.accept(ticket);
    await barista.claim(ticket);
    await barista.ready(ticket);
    return ticket;
  };
  await barista.handOver(await make(over));
  await make(ready);
  await customer.untilOrder(over, ({ state }) => state === "PICKED_UP", "picked up");
  await customer.untilOrder(ready, ({ state }) => state === "READY", "ready");
  return { open, ready, over };
}

/** Opens the screen in its state, and waits until it is whole and nothing moves any more. */
export async function bringUp({ stack, shown, pageOf }: OpenedCafe, screen: ScreenState): Promise<Page> {
  const page = await pageOf(screen.who);
  for (const [name, value] of Object.entries(screen.remembers ?? {}))
    await page.evaluate(`localStorage.setItem(${JSON.stringify(name)}, ${JSON.stringify(value)})`);
  // Only what follows the # may differ: then the browser would load nothing.
  await page.goto("about:blank");
  // Left before the answer came, a page would lose the session that was handed on to it.
  const isKnown = screen.who !== "nobody" && screen.who !== "visitor";
  const renewed = isKnown && page.waitForResponse(/\/member\/refresh$/);
  await page.goto(`${stack.gatewayUrl}/${isStaff(screen.who) ? "admin" : "client"}/${screen.at(shown)}`);
  await renewed;
  await page.locator(screen.whole).first().waitFor();
  await screen.bring?.(page);
  await page.locator(screen.whole).first().waitFor();
  await page.evaluate("document.fonts.ready.then(() => true)");
  return page;
}

/** The other language, by the page's own switch; where it has none, it speaks as the browser does. */
export async function switchLanguage(page: Page): Promise<void> {
  const before = await page.evaluate<string>("document.documentElement.lang");
  const toggle = page.locator("header .language");
  const settings = page.locator('[data-testid="settings"]');
  if ((await toggle.count()) > 0) await toggle.click();
  else if ((await settings.count()) > 0) {
    await settings.click();
    await page.locator(`[data-testid="language-${before === "ko" ? "en" : "ko"}"]`).click();
    await settings.click();
  } else return;
  await eventually(
    "the page speaks the other language",
    async () => (await page.evaluate<string>("document.documentElement.lang")) !== before,
  );
}
