import { randomUUID } from "node:crypto";
import { type BoardView, boardView, type TicketView, ticketView } from "@siren/contracts/barista";
import { type CardView, cardList, topUpView } from "@siren/contracts/member";
import { type CartLine, type OrderView, orderView, type Quote, quote } from "@siren/contracts/order";
import { eventually } from "./eventually.ts";
import { Person } from "./person.ts";
import type { TestStack } from "./stack.ts";

export const storeId = "seongsu";
export const latte = (quantity: number): CartLine[] => [
  { itemId: "latte", choiceIds: ["regular", "hot", "whole-milk"], quantity },
];

export const newKey = () => `e2e-${randomUUID()}`;

/** Every gateway of the stack, as a page may have them in its list. */
export const gatewaysOf = (stack: TestStack): string[] =>
  stack
    .processes("gateway")
    .map(({ replica }) => `http://localhost:${stack.settings.gatewayPort + 10 * replica}`);

export type Placed = { status: number; order: OrderView; key: string };

export class Customer extends Person {
  async card(): Promise<CardView> {
    const { cards } = await this.get("/api/v1/member/cards", cardList);
    const [card] = cards;
    if (!card) throw new Error("the customer has no card");
    return card;
  }

  async topUp(cardId: string, amount_krw: number): Promise<CardView> {
    const answer = await this.send("POST", `/api/v1/member/cards/${cardId}/topups`, {
      body: { amount_krw, paymentToken: "sandbox-visa" },
      key: newKey(),
    });
    return topUpView.parse(answer.body).card;
  }

  async quote(lines = latte(1), store = storeId): Promise<Quote> {
    const body = { storeId: store, lines };
    const answer = await this.sendUntilAnswered("POST", "/api/v1/order/quotes", { body, key: newKey() });
    return quote.parse(answer.body);
  }

  async placing(cardId: string, lines = latte(1)) {
    const { total_krw } = await this.quote(lines);
    return { storeId, lines, expected_total_krw: total_krw, payment: { method: "card", cardId } };
  }

  /** From the checkout on there is one key, and the page goes on with it until it knows. */
  async place(cardId: string, key = newKey(), lines = latte(1)): Promise<Placed> {
    return this.placeAs(await this.placing(cardId, lines), key);
  }

  async placeAs(body: object, key: string): Promise<Placed> {
    const answer = await this.sendUntilAnswered("POST", "/api/v1/order/orders", { body, key });
    return { status: answer.status, order: orderView.parse(answer.body), key };
  }

  order(orderId: string): Promise<OrderView> {
    return this.get(`/api/v1/order/orders/${orderId}`, orderView);
  }

  untilOrder(orderId: string, is: (order: OrderView) => boolean, what: string): Promise<OrderView> {
    return eventually(`the order is ${what}`, async () => {
      const order = await this.order(orderId).catch((error) => {
        this.turnElsewhere();
        throw error;
      });
      return is(order) && order;
    });
  }
}

export class Barista extends Person {
  board(store = storeId): Promise<BoardView> {
    return this.get(`/api/v1/barista/stores/${store}/board`, boardView);
  }

  ticketOf(orderId: string, store = storeId): Promise<TicketView> {
    return eventually(`a ticket for ${orderId}`, async () => {
      const board = await this.board(store).catch((error) => {
        this.turnElsewhere();
        throw error;
      });
      return board.tickets.find((ticket) => ticket.orderId === orderId);
    });
  }

  /** One tap, one key; sent again until the board knows what became of it. */
  async tap(path: string): Promise<TicketView> {
    const answer = await this.sendUntilAnswered("POST", `/api/v1/barista/${path}`, { key: newKey() });
    return ticketView.parse(answer.body);
  }

  accept = (ticket: TicketView) => this.tap(`tickets/${ticket.ticketId}/accept`);
  paid = (ticket: TicketView) => this.tap(`tickets/${ticket.ticketId}/paid`);
  ready = (ticket: TicketView) => this.tap(`tickets/${ticket.ticketId}/ready`);
  handOver = (ticket: TicketView) => this.tap(`tickets/${ticket.ticketId}/hand-over`);
  claim = (ticket: TicketView, cup = 0) => this.tap(`units/${ticket.units[cup]?.unitId}/claim`);
  done = (ticket: TicketView, cup = 0) => this.tap(`units/${ticket.units[cup]?.unitId}/done`);
}

export async function customerOf(stack: TestStack, email = "mina@siren.example"): Promise<Customer> {
  return new Customer(gatewaysOf(stack)).login(email);
}

export async function baristaOf(stack: TestStack, email = "jun@siren.example"): Promise<Barista> {
  return new Barista(gatewaysOf(stack)).login(email);
}
