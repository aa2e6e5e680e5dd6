import { finalStates } from "@siren/contracts/order";
import { Customer, latte, storeId } from "../../e2e/harness/cafe.ts";
import { callOff, placeUntilKnown } from "./ordering.ts";
import { Page } from "./page.ts";
import { chanceOf, join, keyFor, nap, type Scene } from "./scene.ts";

/** A guest and their page, which is read to its end when all is over. */
export type Guest = { who: string; customer: Customer; page: Page };

const comesEveryMs = 2_500;
/** Who finds the door crowded stays outside: a cafe that stands still is not to be made slower by those who wait. */
const mostAtOnce = 6;
const quoteDeadlineMs = 30_000;
/** So long a guest looks on when it is over: whatever came twice would have come by then. */
const looksOnMs = 10_000;

/** One after the other, each with a cookie of their own: they order once and pay at the counter. */
export async function letGuestsCome(scene: Scene, guests: Guest[]): Promise<void> {
  const chance = chanceOf(scene, "guests");
  const visits = new Set<Promise<void>>();
  for (let n = 0; !scene.ordering.aborted; n += 1) {
    const one = visit(scene, `guest-${n}`, guests, chance()).catch(() => undefined);
    visits.add(one);
    void one.then(() => visits.delete(one));
    if (visits.size >= mostAtOnce) await Promise.race(visits);
    await nap(comesEveryMs * (0.6 + 0.8 * chance()), scene.ordering);
  }
  await Promise.all(visits);
}

async function visit(scene: Scene, who: string, guests: Guest[], mood: number): Promise<void> {
  const customer = join(scene, new Customer(scene.gateways), who);
  if (mood > 0.5) customer.turnElsewhere();
  const cart = { storeId, lines: latte(1) };
  const asked = { body: cart, key: keyFor(who) };
  const quoted = await customer.sendUntilAnswered("POST", "/api/v1/order/quotes", asked, quoteDeadlineMs);
  const { total_krw } = quoted.body as { total_krw: number };
  const page = new Page(customer, who, scene.history);
  guests.push({ who, customer, page });
  if (!(await page.isHearing(scene.ordering))) return;
  const body = { ...cart, expected_total_krw: total_krw, payment: { method: "counter" } };
  const order = await placeUntilKnown(scene, customer, who, body);
  if (!order) return;
  if (mood < 0.12) await callOff(scene, customer, who, order.orderId);
  await untilOver(scene, page, order.orderId);
}

async function untilOver(scene: Scene, page: Page, orderId: string): Promise<void> {
  const isOver = () => finalStates.has(page.states.get(orderId) ?? "PLACED");
  while (!isOver() && !scene.ordering.aborted) await nap(500, scene.ordering);
  await nap(looksOnMs, scene.ordering);
  // Else they look on to the end of the run.
  if (isOver() && !scene.ordering.aborted) page.close();
}
