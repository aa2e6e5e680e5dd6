import { publishedMenu, storeList } from "@siren/contracts/menu";
import { quote } from "@siren/contracts/order";
import { newKey } from "../e2e/harness/cafe.ts";
import { eventually, isWaitInVain } from "../e2e/harness/eventually.ts";
import { OrdersPage } from "../e2e/harness/live-page.ts";
import { countError, measured, note } from "../e2e/harness/measured.ts";
import { Refused } from "../e2e/harness/person.ts";
import { type Account, signUpMany, topUp_krw } from "./account.ts";
import { turnedAway } from "./afterwards.ts";
import { anyDrink, anyStore, asOffered } from "./choice.ts";
import type { MixRun } from "./mix.ts";
import { arrivalsOf, openLoop } from "./open-loop.ts";

/** An order that is not called by then counts as an error. */
const readyWithinMs = 60_000;
/** Who has waited minutes for the accounts need not lose them for one slow page. */
const openWithinMs = 120_000;
const pagesAtOnce = 20;
const renewAfterMs = 10 * 60_000;
const worthOneCup_krw = 20_000;

export const steps = {
  placing: "tap on pay -> order acknowledged",
  arrival: "planned arrival -> order acknowledged",
  ready: "tap on pay -> READY on the page",
} as const;

type Guest = { account: Account; page: OrdersPage; signedInAtMs: number };

/**
 * Open loop: everybody has an account and an open page before the doors open, and comes in when the schedule says so,
 * also while others wait.
 */
export async function rush(run: MixRun): Promise<void> {
  const { gateways, customers, visits, seconds, until, random, say } = run;
  const accounts = await signUpMany(gateways, customers, run.name, until, say);
  const guests: Guest[] = [];
  try {
    await openPages(accounts, guests, run);
    say(
      `${guests.length} customers have an account and an open page; ${visits} visits in ${seconds} s begin`,
    );
    run.begin();
    await openLoop({
      arrivalsMs: arrivalsOf(visits, seconds * 1_000, random),
      begin: (n, intendedAtMs) => visit(guests[n % guests.length] as Guest, intendedAtMs, run),
      signal: until,
    });
  } finally {
    for (const { page } of guests) page.close();
  }
}

/** With new tokens: signing everybody up may have taken nearly as long as the first one's is good for. */
async function openPages(accounts: readonly Account[], guests: Guest[], run: MixRun): Promise<void> {
  const left = [...accounts];
  const lane = async () => {
    for (let account = left.shift(); account; account = left.shift()) {
      const customer = measured(account.customer, run.book);
      customer.leaves = run.signal;
      await eventually("a customer is signed in again", () => customer.refresh(), readyWithinMs, run.signal);
      const guest = { account, page: new OrdersPage(customer), signedInAtMs: performance.now() };
      guests.push(guest);
      await guest.page.listening(openWithinMs);
    }
  };
  await Promise.all(Array.from({ length: pagesAtOnce }, lane));
}

async function visit(guest: Guest, intendedAtMs: number, run: MixRun): Promise<void> {
  const { timeline, book } = run;
  timeline.arrivals.push(intendedAtMs);
  timeline.lateMs.push(performance.now() - intendedAtMs);
  timeline.changes.push({ atMs: performance.now(), by: 1 });
  try {
    await orderOnce(guest, intendedAtMs, run);
    book.ordersFinished += 1;
    timeline.outcomes.finished += 1;
  } catch (error) {
    const isTurnedAway = error instanceof Refused && turnedAway.has(error.code);
    timeline.outcomes[isTurnedAway ? "turnedAway" : "failed"] += 1;
    // A refusal, or no answer, was counted when it came.
    if (isWaitInVain(error)) countError(book, "NOT_READY_IN_TIME");
  } finally {
    timeline.changes.push({ atMs: performance.now(), by: -1 });
  }
}

async function orderOnce(guest: Guest, intendedAtMs: number, run: MixRun): Promise<void> {
  const { book, timeline, random, acknowledged } = run;
  const { account, page } = guest;
  const { customer, cardId } = account;
  await keepAble(guest);
  const { stores } = await customer.get("/api/v1/menu/stores", storeList);
  const { storeId } = anyStore(stores, random);
  const menu = await customer.get(`/api/v1/menu/stores/${storeId}/menu`, publishedMenu);
  const lines = [asOffered(anyDrink(menu, random))];
  const quoted = await customer.send("POST", "/api/v1/order/quotes", {
    body: { storeId, lines },
    key: newKey(),
  });
  const { total_krw } = quote.parse(quoted.body);
  const body = { storeId, lines, expected_total_krw: total_krw, payment: { method: "card", cardId } };
  const tapAtMs = performance.now();
  const { order } = await customer.placeAs(body, newKey());
  const nowMs = performance.now();
  acknowledged.push({ customer, orderId: order.orderId, total_krw: order.total_krw });
  account.left_krw -= total_krw;
  note(book, steps.placing, nowMs - tapAtMs);
  note(book, steps.arrival, nowMs - intendedAtMs);
  timeline.acknowledged.push({ atMs: intendedAtMs, tookMs: nowMs - intendedAtMs });
  book.ordersLeftOpen += 1;
  const ready = await page.until(order.orderId, "order.ready", readyWithinMs, run.signal);
  note(book, steps.ready, ready.atMs - tapAtMs);
  timeline.ready.push({ atMs: tapAtMs, tookMs: ready.atMs - tapAtMs });
  await page.until(order.orderId, "order.picked_up", readyWithinMs, run.signal);
  book.ordersLeftOpen -= 1;
}

/** Signed in, and with money for one more. */
async function keepAble(guest: Guest): Promise<void> {
  const { account } = guest;
  if (performance.now() - guest.signedInAtMs > renewAfterMs) {
    guest.signedInAtMs = performance.now();
    await account.customer.refresh();
  }
  if (account.left_krw < worthOneCup_krw)
    account.left_krw = (await account.customer.topUp(account.cardId, topUp_krw)).available_krw;
}
