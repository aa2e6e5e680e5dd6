import { accountView } from "@siren/contracts/accounts";
import type { Page } from "playwright-core";
import { type Barista, type Customer, customerOf, newKey } from "../harness/cafe.ts";
import type { CafeDay } from "../harness/cafe-day.ts";
import { BoardPage, CustomerPage } from "../harness/pages.ts";
import { type ScreenState, type Shown, type StaffWho, staffWho } from "./screen-state.ts";

export type OpenedCafe = {
  gatewayUrl: string;
  shown: Shown;
  /** One page of each person, opened with the first screen of theirs; who has signed in stays so. */
  pageOf: (who: ScreenState["who"]) => Promise<Page>;
  /** Pages that hold what is true of one screen only. */
  toldOtherwise: Set<Page>;
  /** Its people go, and what they had under way is over. */
  leave: () => Promise<void>;
};

const phone = { width: 390, height: 844 };
export const tablet = { width: 1024, height: 768 };
const emailOf = {
  ...{ member: "mina@siren.example", another: "leo@siren.example" },
  ...{ barista: "jun@siren.example", manager: "hana@siren.example", ops: "ops@siren.example" },
} as const;
const isStaff = (who: ScreenState["who"]): who is StaffWho => staffWho.some((one) => one === who);
export const sizeOf = ({ who }: Pick<ScreenState, "who">) => (isStaff(who) ? tablet : phone);

/** Orders in each state, and people who look at them. */
export async function openCafe(day: CafeDay, watch: (page: Page) => void): Promise<OpenedCafe> {
  const { gatewayUrl } = day.stack;
  const customer = await customerOf(day.stack);
  const shown = await shownAt(customer, day.jun);
  const people = new Map<ScreenState["who"], Promise<Page>>();
  const openFor = async (who: ScreenState["who"]) => {
    const page = await day.newPage(await day.newPerson({ stays: true }));
    watch(page);
    await page.setViewportSize(sizeOf({ who }));
    if (who === "nobody") {
      await page.goto(`${gatewayUrl}/client/`);
      // Before that nobody listens for an address: the first look stands there, and the page loads behind it.
      await page.locator('[data-testid="store-seongsu"]').waitFor();
    } else if (who === "visitor") await page.goto(`${gatewayUrl}/admin/`);
    else if (isStaff(who)) await new BoardPage(page).signIn(`${gatewayUrl}/admin/`, emailOf[who]);
    else await new CustomerPage(page).open(gatewayUrl, emailOf[who]);
    // What a page keeps of its orders is what it shows while order is away.
    if (who === "member") await page.locator(".open-order").waitFor();
    return page;
  };
  return {
    ...{ gatewayUrl, shown, toldOtherwise: new Set() },
    pageOf(who) {
      const page = people.get(who) ?? openFor(who);
      people.set(who, page);
      return page;
    },
    async leave() {
      const { ready, open } = shown.orderIds;
      const pages = await Promise.all(people.values());
      await Promise.all(pages.map((page) => page.context().close()));
      await day.jun.handOver(await day.jun.ticketOf(ready));
      await customer.send("POST", `/api/v1/order/orders/${open}/cancel`, { key: newKey() });
    },
  };
}

async function shownAt(customer: Customer, barista: Barista): Promise<Shown> {
  const card = await customer.card();
  const [over, ready, open] = [
    (await customer.place(card.cardId)).order.orderId,
    (await customer.place(card.cardId)).order.orderId,
    (await customer.place(card.cardId)).order.orderId,
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
  const { memberId } = await customer.get("/api/v1/member/me", accountView);
  const orderIds = { open, ready, over };
  return { orderIds, open: await customer.order(open), card: await customer.card(), memberId };
}

const nothingHere = "찾는 페이지가 없어요";

/** What one screen was opened with is not what the next one finds. */
const ofOneScreen = /^siren\.(cart|placing|top-up|store|stores-meant|checkout)(\.|$)/;
const remember = (values: Record<string, string>) => `{
  for (const name of Object.keys(localStorage)) if (${ofOneScreen}.test(name)) localStorage.removeItem(name);
  for (const [name, value] of Object.entries(${JSON.stringify(values)})) localStorage.setItem(name, value);
}`;
const goTo = (address: string) => `{
  history.pushState(null, "", ${JSON.stringify(address)});
  dispatchEvent(new PopStateEvent("popstate", { state: null }));
}`;

/** As a link does, by way of a page that is none: the heading there gives way only to the screen that is meant. */
export async function goByLink(page: Page, root: string, address: string): Promise<void> {
  await page.evaluate(goTo(`${root}/no/such/page`));
  await page.locator("h1").getByText(nothingHere).waitFor();
  await page.evaluate("document.querySelector('h1').dataset.former = ''");
  await page.evaluate(goTo(address));
  await page.locator("h1:not([data-former])").waitFor();
}

/**
 * Opens the screen in its state, and waits until it is whole and nothing moves any more. The page is loaded anew where
 * it was, or is to be, told something of its own: a load is most of what a screen costs.
 */
export async function bringUp(cafe: OpenedCafe, screen: ScreenState): Promise<Page> {
  const { gatewayUrl, shown, pageOf, toldOtherwise } = cafe;
  const page = await pageOf(screen.who);
  const root = `${gatewayUrl}/${isStaff(screen.who) ? "admin" : "client"}`;
  const address = `${root}/${screen.at(shown)}`;
  const isToldOtherwise = screen.answers !== undefined || screen.remembers !== undefined;
  const isKnown = screen.who !== "nobody" && screen.who !== "visitor";
  // Whoever has not signed in is asked to at whatever address of the staff's: no page of theirs is none.
  const cannotGo = screen.route === "*" || screen.who === "visitor";
  if (toldOtherwise.delete(page) || isToldOtherwise || cannotGo) {
    // Where nothing of the page runs, and where it can be left from for an address that differs in what follows the # only.
    await page.goto(`${root}/icon.svg`);
    await page.evaluate(remember(screen.remembers?.(shown) ?? {}));
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await screen.answers?.(page, shown);
    // Left before the answer came, a page would lose the session that was handed on to it.
    const renewed = isKnown && page.waitForResponse(/\/member\/refresh$/);
    await page.goto(address);
    await renewed;
  } else await goByLink(page, root, address);
  if (isToldOtherwise) toldOtherwise.add(page);
  await page.locator(screen.whole).first().waitFor();
  await screen.bring?.(page);
  await page.locator(screen.whole).first().waitFor();
  await page.evaluate("document.fonts.ready.then(() => true)");
  return page;
}

/** By the page's own switch, wherever it lies: a dialog keeps it from everybody else. Where there is none, nothing happens. */
export const speak = (page: Page, language: "ko" | "en"): Promise<void> =>
  page.evaluate(`new Promise((done) => {
    const { lang } = document.documentElement;
    if (lang !== "${language}") document.querySelector('header .language, [data-testid="language-${language}"]')?.click();
    requestAnimationFrame(() => done());
  })`);
