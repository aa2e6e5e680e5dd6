import type { Page } from "playwright-core";
import { type OpenedBrowser, openBrowser } from "../harness/browser.ts";
import { baristaOf, customerOf } from "../harness/cafe.ts";
import { CustomerPage } from "../harness/pages.ts";
import { startTestStack, type TestStack } from "../harness/stack.ts";
import type { ScreenState, Shown } from "./list.ts";

export type OpenedCafe = {
  stack: TestStack;
  browser: OpenedBrowser;
  shown: Shown;
  /** One page of each person, who stays signed in. */
  pageOf: (who: ScreenState["who"]) => Page;
  close: () => Promise<void>;
};

const patienceMs = 20_000;

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
    const newPage = async () => {
      const person = await browser.newPerson({
        viewport: { width: 390, height: 844 },
        reducedMotion: "reduce",
      });
      person.setDefaultTimeout(patienceMs);
      const page = await person.newPage();
      watch(page);
      return page;
    };
    const [nobody, member] = await Promise.all([newPage(), newPage()]);
    await Promise.all([
      nobody.goto(`${stack.gatewayUrl}/client/`),
      new CustomerPage(member).open(stack.gatewayUrl, "mina@siren.example"),
    ]);
    const pageOf = (who: ScreenState["who"]) => (who === "member" ? member : nobody);
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
  const page = pageOf(screen.who);
  for (const [name, value] of Object.entries(screen.remembers ?? {}))
    await page.evaluate(`localStorage.setItem(${JSON.stringify(name)}, ${JSON.stringify(value)})`);
  // Only what follows the # may differ: then the browser would load nothing.
  await page.goto("about:blank");
  // Left before the answer came, a page would lose the session that was handed on to it.
  const renewed = screen.who === "member" && page.waitForResponse(/\/member\/refresh$/);
  await page.goto(`${stack.gatewayUrl}/client/${screen.at(shown)}`);
  await renewed;
  await page.locator(screen.whole).first().waitFor();
  await screen.bring?.(page);
  await page.locator(screen.whole).first().waitFor();
  await page.evaluate("document.fonts.ready.then(() => true)");
  return page;
}
