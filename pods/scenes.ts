import assert from "node:assert/strict";
import { type Audited, assertEachWalkedOnce, factsOf } from "../e2e/harness/audit.ts";
import type { OpenedBrowser } from "../e2e/harness/browser.ts";
import { newKey, type Placed } from "../e2e/harness/cafe.ts";
import { eventually } from "../e2e/harness/eventually.ts";
import { BoardPage, CustomerPage, untilReady } from "../e2e/harness/pages.ts";
import { untilEveryRuleHolds } from "../e2e/harness/verdicts.ts";
import type { Fleet } from "./fleet.ts";
import type { People } from "./people.ts";
import type { PlayablePod } from "./playable.ts";
import { inSeconds } from "./sheet.ts";

export type Cafe = {
  fleet: Fleet;
  pods: readonly PlayablePod[];
  gatewayUrl: string;
  people: People;
  /** The same for those who read the services' own books. */
  books: Audited;
  signal: AbortSignal;
};

export function podCalled({ pods }: Pick<Cafe, "pods">, name: string): PlayablePod {
  const found = pods.find((pod) => pod.name === name);
  if (!found) throw new Error(`no pod is called ${name}`);
  return found;
}

const patienceMs = 30_000;

/** In a real browser, by both pages: from the tap on the menu to the hand-over. */
export async function walkInBrowser(cafe: Cafe, browser: OpenedBrowser): Promise<string> {
  const { gatewayUrl, people } = cafe;
  const faults: string[] = [];
  const newPage = async (whose: string) => {
    const person = await browser.newPerson();
    person.setDefaultTimeout(patienceMs);
    const page = await person.newPage();
    page.on("pageerror", (error) => faults.push(`${whose}: ${error.message}`));
    return page;
  };
  const customer = new CustomerPage(await newPage("customer"));
  const board = new BoardPage(await newPage("barista"));
  await customer.open(gatewayUrl, people.customerEmail, people.password);
  await board.open(gatewayUrl, people.baristaEmail, people.password);
  const number = await customer.order(gatewayUrl, "latte");
  await customer.shows("AUTHORISED");
  const { tookMs, neverReloaded } = await untilReady(customer, board, number);
  await board.tap(number, "READY", "hand-over");
  await customer.shows("PICKED_UP", "CAPTURED");
  assert.equal(neverReloaded, true);
  assert.deepEqual(faults, []);
  return `order ${number} handed over and paid; READY shown ${tookMs} ms after the tap`;
}

async function serve({ people: { barista } }: Cafe, { order }: Placed): Promise<void> {
  const ticket = await barista.ticketOf(order.orderId);
  await barista.accept(ticket);
  await barista.claim(ticket);
  await barista.ready(ticket);
  await barista.handOver(ticket);
}

const startedAnew = (fleet: Fleet, pod: PlayablePod, before: { startedAt: string }, cafe: Cafe) =>
  eventually(
    `${pod.name} is started anew`,
    async () => {
      const now = await fleet.seen(pod);
      return now.pid > 0 && now.startedAt !== before.startedAt;
    },
    120_000,
    cafe.signal,
  );

/** It is waited for later on: until then its failure is nobody's, and must not end the command uncleaned. */
const ignored = () => undefined;

/** Both replicas of order take orders; one dies while they are being placed, and barista while they are made. */
export async function killMidOrder(cafe: Cafe): Promise<string> {
  const { fleet, people } = cafe;
  const [order, barista] = [podCalled(cafe, "order-0"), podCalled(cafe, "barista-0")];
  const { cardId } = await people.customer.card();
  const body = await people.customer.placing(cardId);
  const before = await fleet.seen(order);
  // One has been answered when a replica dies, others are on their way.
  const each = Array.from({ length: 5 }, () => people.customer.placeAs(body, newKey()));
  const underWay = Promise.all(each);
  underWay.catch(ignored);
  const first = await Promise.race(each);
  fleet.strike(before, "SIGKILL");
  const struckAt = performance.now();
  const backMs = startedAnew(fleet, order, before, cafe)
    .then(() => fleet.untilReady(order))
    .then(() => performance.now() - struckAt);
  backMs.catch(ignored);
  const placed = await underWay;
  const ticket = await people.barista.ticketOf(first.order.orderId);
  await people.barista.accept(ticket);
  await people.barista.claim(ticket);
  const baristaBefore = await fleet.seen(barista);
  fleet.strike(baristaBefore, "SIGKILL");
  const baristaStruckAt = performance.now();
  await people.barista.ready(ticket);
  const tapMs = performance.now() - baristaStruckAt;
  await people.barista.handOver(ticket);
  for (const one of placed) if (one !== first) await serve(cafe, one);
  // The books are read at order-0.
  const took = await backMs;
  await assertEachWalkedOnce(
    cafe.books,
    placed.map((one) => ({ orderId: one.order.orderId, key: one.key })),
  );
  await startedAnew(fleet, barista, baristaBefore, cafe);
  await fleet.untilReady(barista);
  return `${placed.length} orders, each once and paid once; order-0 ready again after ${inSeconds(took)}, a tap at the killed barista-0 taken after ${inSeconds(tapMs)}`;
}

/** It answers nothing and does not end: only its liveness probe can tell. */
export async function hangOne(cafe: Cafe): Promise<string> {
  const { fleet, people } = cafe;
  const hung = podCalled(cafe, "order-1");
  const before = await fleet.seen(hung);
  fleet.strike(before, "SIGSTOP");
  const hungAt = performance.now();
  const { cardId } = await people.customer.card();
  // Stopped in the middle of a write it holds the file that both share: then only its restart lets go of it.
  const key = newKey();
  const placed = await eventually(
    "an order through the other replica",
    () => people.customer.place(cardId, key),
    120_000,
    cafe.signal,
  );
  const placedMs = performance.now() - hungAt;
  await serve(cafe, placed);
  await startedAnew(fleet, hung, before, cafe);
  const startedMs = performance.now() - hungAt;
  await fleet.untilReady(hung);
  const readyMs = performance.now() - hungAt;
  const { orderId } = placed.order;
  await assertEachWalkedOnce(cafe.books, [{ orderId, key: placed.key }]);
  return `an order through the other replica in ${inSeconds(placedMs)}; restarted after ${inSeconds(startedMs)}, ready after ${inSeconds(readyMs)}`;
}

/** A pod is deleted with all that was its own, and played again on the claim that was left. */
export async function deleteOne(cafe: Cafe): Promise<string> {
  const { fleet, people } = cafe;
  const member = podCalled(cafe, "member-0");
  const { cardId, available_krw } = await people.customer.card();
  const startedAt = performance.now();
  await fleet.remove(member);
  const gone = await people.customer.ask("GET", "/api/v1/member/cards").catch(() => undefined);
  assert.ok(gone === undefined || gone.status >= 500, `cards were still answered: ${gone?.status}`);
  // Who was signed in goes on ordering meanwhile, up to what member promised beforehand.
  const deferred = await people.customer.place(cardId);
  await fleet.play(member);
  await fleet.untilReady(member);
  const backMs = performance.now() - startedAt;
  await eventually(
    "the card is as it was",
    async () => (await people.customer.card()).cardId === cardId,
    60_000,
    cafe.signal,
  );
  await people.barista.login(people.baristaEmail, people.password);
  await serve(cafe, deferred);
  await assertEachWalkedOnce(cafe.books, [{ orderId: deferred.order.orderId, key: deferred.key }]);
  const after = await people.customer.card();
  assert.equal(after.available_krw, available_krw - deferred.order.total_krw);
  return `${available_krw} won on the card before, an order for ${deferred.order.total_krw} meanwhile (${deferred.order.payment}), ${after.available_krw} after; back after ${inSeconds(backMs)}`;
}

export async function auditAll(cafe: Cafe): Promise<string> {
  const { orders } = await factsOf(cafe.books);
  await untilEveryRuleHolds(cafe.books, orders.length);
  return `every rule holds over ${orders.length} orders`;
}
