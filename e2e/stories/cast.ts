import { type CartLine, orderView, quote } from "@siren/contracts/order";
import {
  type Barista,
  baristaOf,
  Customer,
  customerOf,
  gatewaysOf,
  latte,
  newKey,
  storeId,
} from "../harness/cafe.ts";
import type { LocalProvider } from "../harness/local-provider.ts";
import { Person } from "../harness/person.ts";
import type { TestStack } from "../harness/stack.ts";

export const api = "/api/v1";
export const staffPassword = "a staff password";

/** Who is there on the day that the stories tell of: real roles, given by those who may give them. */
export type Cast = {
  stack: TestStack;
  provider: LocalProvider;
  mina: Customer;
  leo: Customer;
  /** Barista at Seongsu. */
  jun: Barista;
  /** Manager of all three stores. */
  hana: Barista;
  /** Manager of Haeundae only. */
  haru: Person;
  ops: Person;
  /** How many orders the stories have placed. */
  orders: number;
};

export async function castOf(stack: TestStack, provider: LocalProvider): Promise<Cast> {
  const [mina, leo, jun, hana, ops] = await Promise.all([
    customerOf(stack),
    customerOf(stack, "leo@siren.example"),
    baristaOf(stack),
    baristaOf(stack, "hana@siren.example"),
    new Person(gatewaysOf(stack)).login("ops@siren.example"),
  ]);
  await appoint(ops, "haru@siren.example", "하루", ["manager"], ["haeundae"]);
  const haru = await new Person(gatewaysOf(stack)).login("haru@siren.example", staffPassword);
  return { stack, provider, mina, leo, jun, hana, haru, ops, orders: 0 };
}

export const appoint = (by: Person, email: string, nickname: string, roles: string[], stores: string[]) =>
  by.send("POST", `${api}/member/staff`, {
    key: newKey(),
    body: { email, nickname, roles, stores, password: staffPassword },
  });

export const somebody = (cast: Cast) => new Customer(gatewaysOf(cast.stack));

export async function newcomer(cast: Cast, email: string, nickname: string): Promise<Customer> {
  return somebody(cast).enter(`${api}/member/register`, { email, password: staffPassword, nickname });
}

type Wish = { store?: string; lines?: CartLine[]; couponId?: string };

/** By card at the price that was quoted, to the end of the checkout. */
export async function placed(cast: Cast, customer: Customer, wish: Wish = {}) {
  const { store = storeId, lines = latte(1), couponId } = wish;
  const cart = { storeId: store, lines, ...(couponId !== undefined && { couponId }) };
  const { cardId } = await customer.card();
  const quoted = await customer.send("POST", `${api}/order/quotes`, { body: cart });
  const { total_krw } = quote.parse(quoted.body);
  const body = { ...cart, expected_total_krw: total_krw, payment: { method: "card", cardId } };
  const key = newKey();
  const answer = await customer.send("POST", `${api}/order/orders`, { body, key });
  cast.orders += 1;
  return { order: orderView.parse(answer.body), body };
}

/** From the board to the customer's hands. */
export async function served(barista: Barista, orderId: string, store = storeId) {
  const ticket = await barista.ticketOf(orderId, store);
  await barista.accept(ticket);
  await barista.claim(ticket);
  await barista.ready(ticket);
  return barista.handOver(ticket);
}
