import { session } from "@siren/contracts/member";
import { publishedMenu } from "@siren/contracts/menu";
import { finalStates } from "@siren/contracts/order";
import { couponList } from "@siren/contracts/wallet";
import { Customer, latte, storeId } from "../../e2e/harness/cafe.ts";
import { eventually } from "../../e2e/harness/eventually.ts";
import { Refused } from "../../e2e/harness/person.ts";
import { callOff, placeUntilKnown } from "./ordering.ts";
import { Page } from "./page.ts";
import { chanceOf, join, keyFor, nap, type Scene } from "./scene.ts";

const firstTopUp_krw = 60_000;
const topUp_krw = 40_000;
const enoughForOne_krw = 12_000;
/** A customer who waits for so many orders makes no further one. */
const mostOpen = 2;
const settledDeadlineMs = 60_000;
const api = "/api/v1";

export type Member = { who: string; customer: Customer; cardId: string; page: Page };

/** Signs up, tops up, and has the page open; all of it in the quiet time. */
export async function arriveAsMember(scene: Scene, n: number): Promise<Member> {
  const who = `member-${n}`;
  const customer = join(scene, new Customer(scene.gateways), who);
  // Half of them have the other gateway first in their list.
  if (n % 2 === 1) customer.turnElsewhere();
  const body = { email: `chaos-${n}@siren.example`, password: `chaos-${n}-password`, nickname: `guest ${n}` };
  const registered = await customer.sendUntilAnswered("POST", `${api}/member/register`, {
    body,
    key: keyFor(who),
  });
  const { accessToken, member } = session.parse(registered.body);
  customer.token = accessToken;
  customer.memberId = member.memberId;
  const { cardId } = await eventually("the member has a card", () => customer.card(), settledDeadlineMs);
  await topUp(customer, cardId, who, firstTopUp_krw);
  const page = new Page(customer, who, scene.history);
  await page.isHearing(scene.ordering);
  return { who, customer, cardId, page };
}

/** Orders with the card again and again; calls some off, uses the coupon, tops up when it runs low. */
export async function liveAsMember(scene: Scene, member: Member): Promise<void> {
  const { who, customer, cardId, page } = member;
  const chance = chanceOf(scene, who);
  while (!scene.ordering.aborted) {
    try {
      await refillWhenLow(scene, member);
      if (chance() < 0.5) await customer.get(`${api}/menu/stores/${storeId}/menu`, publishedMenu);
      const lines = latte(chance() < 0.3 ? 2 : 1);
      const coupon = chance() < 0.35 ? await couponOf(customer) : undefined;
      const cart = { storeId, lines: coupon ? latte(2) : lines, ...(coupon && { couponId: coupon }) };
      const quoted = await customer.sendUntilAnswered(
        "POST",
        `${api}/order/quotes`,
        { body: cart, key: keyFor(who) },
        settledDeadlineMs,
      );
      const { total_krw, coupon: state } = quoted.body as {
        total_krw: number;
        coupon?: { state: string } | null;
      };
      if (coupon && state?.state !== "APPLIED") continue;
      const payment = { method: "card", cardId };
      const body = { ...cart, expected_total_krw: total_krw, payment };
      const order = await placeUntilKnown(scene, customer, who, body);
      if (order) await afterwards(scene, member, order, chance);
    } catch {
      // Refused or never answered: what it was is in the history; a person tries something else.
      customer.turnElsewhere();
    }
    await nap(300 + chance() * 900, scene.ordering);
    await untilFewAreOpen(scene, page);
  }
}

type Placed = { orderId: string; choices: readonly string[] };

async function afterwards(
  scene: Scene,
  { who, customer }: Member,
  { orderId, choices }: Placed,
  chance: () => number,
) {
  const mood = chance();
  const choosesCounter = chance() < 0.5;
  if (choices.includes("pay-at-counter") && choosesCounter)
    await customer.sendUntilAnswered("POST", `${api}/order/orders/${orderId}/pay-at-counter`, {
      key: keyFor(who),
    });
  // At once, within the time in which the store does not see it yet; or later, when a cup may be begun.
  if (mood < 0.08) await callOff(scene, customer, who, orderId);
  else if (mood < 0.16) {
    await nap(500 + chance() * 3_000, scene.ordering);
    await callOff(scene, customer, who, orderId);
  }
}

async function refillWhenLow(scene: Scene, { who, customer, cardId }: Member): Promise<void> {
  const card = await customer.card();
  if (card.available_krw >= enoughForOne_krw) return;
  await topUp(customer, cardId, who, topUp_krw).catch((error: unknown) => {
    if (error instanceof Refused) return;
    throw error;
  });
  if (scene.ordering.aborted) return;
}

async function topUp(customer: Customer, cardId: string, who: string, amount_krw: number): Promise<void> {
  const body = { amount_krw, paymentToken: "sandbox-visa" };
  const asked = { body, key: keyFor(who) };
  await customer.sendUntilAnswered("POST", `${api}/member/cards/${cardId}/topups`, asked, settledDeadlineMs);
}

async function couponOf(customer: Customer): Promise<string | undefined> {
  const { coupons } = await customer.get(`${api}/member/coupons`, couponList);
  return coupons.find(({ state, kind }) => state === "AVAILABLE" && kind === "BOGO")?.couponId;
}

async function untilFewAreOpen(scene: Scene, page: Page): Promise<void> {
  const openNow = () => [...page.states.values()].filter((state) => !finalStates.has(state)).length;
  while (openNow() > mostOpen && !scene.ordering.aborted) await nap(100, scene.ordering);
}
