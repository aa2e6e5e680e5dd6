import type { Caller } from "@siren/chassis/identity/caller";
import { person } from "@siren/chassis/testing/service-door";
import type { TicketView } from "@siren/contracts/barista";
import type { CartLine, OrderView } from "@siren/contracts/order";
import { type Cafe, until } from "./cafe.ts";

export const seongsu = "seongsu";
export const gwanghwamun = "gwanghwamun";

export const lattes = (quantity: number): CartLine[] => [
  { itemId: "latte", choiceIds: ["regular", "hot", "whole-milk"], quantity },
];
export const waters = (quantity: number): CartLine[] => [{ itemId: "still-water", choiceIds: [], quantity }];

type Wish = {
  lines?: CartLine[];
  storeId?: string;
  couponId?: string;
  pickUpAt?: number;
  atCounter?: boolean;
  key?: string;
};

/** Those who come, and those who work there. */
export function peopleOf(cafe: Cafe) {
  const { newId, done, now } = cafe;
  const stores = [seongsu, gwanghwamun];
  const staff = (): Caller => ({ ...person(newId("mem"), ["barista", "manager"], stores), authAtMs: now() });
  const jun = staff();
  const hana = staff();
  let guests = 0;
  const key = () => newId("cmd");

  async function customer(topUp_krw = 50_000) {
    const email = `${newId("mem")}@example.org`;
    const body = { email, password: "a long password", nickname: "mina" };
    const { member } = await done("member", "POST", "/register", { as: "gateway", body });
    const as: Caller = { ...person(member.memberId, ["customer"]), authAtMs: now() };
    const { cards } = await done("member", "GET", "/cards", { as });
    const { cardId } = cards[0];
    const topUp = (amount_krw: number) =>
      done("member", "POST", `/cards/${cardId}/topups`, {
        ...{ as, key: key(), body: { amount_krw, paymentToken: "sandbox-visa" } },
      });
    if (topUp_krw > 0) await topUp(topUp_krw);
    return { as, memberId: member.memberId as string, cardId: cardId as string, topUp };
  }
  type Customer = Awaited<ReturnType<typeof customer>>;

  function guest(): { as: Caller; cardId: undefined } {
    guests += 1;
    const sub = String(guests).padStart(43, "g");
    return {
      as: { ...person(sub, ["guest"]), kind: "guest", via: "guest", authAtMs: now() },
      cardId: undefined,
    };
  }

  async function place(
    { as, cardId }: { as: Caller; cardId: string | undefined },
    { lines = lattes(1), storeId = seongsu, couponId, pickUpAt, atCounter = false, key: own }: Wish = {},
  ): Promise<OrderView> {
    const cart = {
      storeId,
      lines,
      ...(pickUpAt !== undefined && { pickUpAt }),
      ...(couponId && { couponId }),
    };
    const quoted = () => cafe.ask("order", "POST", "/quotes", { as, body: cart });
    await until("the menu is known", async () => (await quoted()).status === 200);
    const quote = (await quoted()).body;
    const payment = atCounter || cardId === undefined ? { method: "counter" } : { method: "card", cardId };
    const body = { ...cart, expected_total_krw: quote.total_krw, payment };
    let asked = { as, key: own ?? key(), body };
    let answer = await cafe.ask("order", "POST", "/orders", asked);
    // As a page does: what may turn out better is asked again under the same key, and a price that has changed since
    // it was told (a coupon could not be looked up just then) is agreed to anew.
    const isFinal = async () => {
      const isOtherPrice = answer.body?.code === "PRICE_CHANGED";
      if (answer.status < 500 && !isOtherPrice) return true;
      if (isOtherPrice)
        asked = { as, key: key(), body: { ...body, expected_total_krw: answer.body.quote.total_krw } };
      answer = await cafe.ask("order", "POST", "/orders", asked);
      return false;
    };
    await until("the order is answered", isFinal);
    if (answer.status < 300) return answer.body;
    throw new Error(`an order was answered ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  const boardOf = async (storeId: string): Promise<TicketView[]> =>
    (await done("barista", "GET", `/stores/${storeId}/board`, { as: jun })).tickets;

  async function ticketOf(orderId: string, storeId = seongsu): Promise<TicketView> {
    let found: TicketView | undefined;
    await until("the ticket is on the board", async () => {
      found = (await boardOf(storeId)).find((ticket) => ticket.orderId === orderId);
      return found !== undefined;
    });
    if (!found) throw new Error("it left the board at once");
    return found;
  }

  const tap = (path: string, body?: unknown, as = jun): Promise<TicketView> =>
    done("barista", "POST", path, { as, key: key(), ...(body !== undefined && { body }) });
  const unitOf = ({ units }: TicketView, cup: number) => units[cup]?.unitId ?? "";
  const claim = (ticket: TicketView, cup = 0, as = jun) =>
    tap(`/units/${unitOf(ticket, cup)}/claim`, undefined, as);
  const finish = (ticket: TicketView, cup = 0, as = jun) =>
    tap(`/units/${unitOf(ticket, cup)}/done`, undefined, as);
  const accept = ({ ticketId }: TicketView) => tap(`/tickets/${ticketId}/accept`);

  /** Accepted, and its first cup begun. */
  async function begun(orderId: string, storeId = seongsu): Promise<TicketView> {
    const ticket = await ticketOf(orderId, storeId);
    // One that was paid at the counter is accepted with it.
    if (ticket.state === "QUEUED") await accept(ticket);
    await claim(ticket);
    return ticket;
  }

  async function ready(orderId: string, storeId = seongsu): Promise<TicketView> {
    const ticket = await begun(orderId, storeId);
    await tap(`/tickets/${ticket.ticketId}/ready`);
    return ticket;
  }

  async function handedOver(orderId: string, storeId = seongsu): Promise<TicketView> {
    const ticket = await ready(orderId, storeId);
    await tap(`/tickets/${ticket.ticketId}/hand-over`);
    return ticket;
  }

  const readOrder = async (orderId: string) => {
    const { models } = await cafe.inside("order");
    return models.orders.findById(orderId).lean();
  };

  async function untilOrder(orderId: string, state: string, payment?: string): Promise<void> {
    let seen = "";
    const wanted = payment === undefined ? state : `${state} ${payment}`;
    await until(`${orderId} is ${wanted}`, async () => {
      const order = await readOrder(orderId);
      seen = payment === undefined ? `${order?.state}` : `${order?.state} ${order?.payment}`;
      return seen === wanted;
    }).catch((error) => {
      throw new Error(`${error.message}, and it is ${seen}`, { cause: error });
    });
  }

  /** A latte from the order to the customer's hand, with the money and the stars that follow. */
  async function had(who: Customer, wish: Wish = {}): Promise<OrderView> {
    const order = await place(who, wish);
    await handedOver(order.orderId, wish.storeId);
    await untilOrder(order.orderId, "PICKED_UP", "CAPTURED");
    const { models } = await cafe.inside("member");
    await until("its stars are counted", async () =>
      Boolean((await models.holds.findById(order.orderId).lean())?.visit),
    );
    return order;
  }

  return {
    ...{ jun, hana, key, customer, guest, place, ticketOf, tap, claim, finish, accept, unitOf },
    ...{ begun, ready, handedOver, had, readOrder, untilOrder },
    cancel: (who: { as: Caller }, orderId: string) =>
      done("order", "POST", `/orders/${orderId}/cancel`, { as: who.as, key: key() }),
  };
}

export type People = ReturnType<typeof peopleOf>;
