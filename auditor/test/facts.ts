import type { MoneyFact, OrderFact, TicketFact } from "@siren/contracts/audit";
import { type Case, createCasebook } from "../src/casebook.ts";

export const orderIdOf = (n: number) => `ord_01J8ZQ4M6V3T9X2B7C5D1E0${String(n).padStart(3, "0")}`;
const ticketIdOf = (n: number) => `tkt_01J8ZQ4M6V3T9X2B7C5D1E0${String(n).padStart(3, "0")}`;

/** An order that went this way, one second a step. */
export const orderFactOf = (
  way: OrderFact["state"][] = ["PLACED", "AUTHORISED"],
  given: Partial<OrderFact> = {},
): OrderFact => ({
  orderId: orderIdOf(1),
  storeId: "seongsu",
  businessDay: "2026-05-01",
  number: 1,
  state: way.at(-1) ?? "PLACED",
  payment: "HELD",
  total_krw: 5_000,
  ownerKind: "member",
  moveNo: 0,
  quoted_krw: null,
  lines_krw: null,
  notMade_krw: 0,
  givenBack_krw: 0,
  madeOn: null,
  promise: null,
  told: null,
  ownerId: "mem_01J8ZQ4M6V3T9X2B7C5D1E0F8G",
  idempotencyKey: "key-00001",
  cardId: "crd_01J8ZQ4M6V3T9X2B7C5D1E0F8H",
  couponId: null,
  version: way.length,
  changedAt: 1_000_000 + way.length * 1_000,
  history: way.map((state, index) => ({ version: index + 1, state, at: 1_001_000 + index * 1_000 })),
  ...given,
});

export const ticketFactOf = (given: Partial<TicketFact> = {}, n = 1): TicketFact => ({
  ticketId: ticketIdOf(n),
  orderId: orderIdOf(1),
  storeId: "seongsu",
  moveNo: 0,
  state: "QUEUED",
  payment: null,
  startedAt: null,
  version: 1,
  changedAt: 1_002_000,
  units: [{ line: 0, n: 0, state: "TODO", doneTimes: 0, remakes: 0 }],
  ...given,
});

export const moneyFactOf = (given: Partial<MoneyFact> = {}): MoneyFact => ({
  orderId: orderIdOf(1),
  cardId: "crd_01J8ZQ4M6V3T9X2B7C5D1E0F8H",
  state: null,
  amount_krw: null,
  owed_krw: 0,
  captured_krw: 0,
  refunded_krw: 0,
  held_krw: 5_000,
  captures: 0,
  couponId: null,
  visit: null,
  changedAt: 1_002_000,
  ...given,
});

type Facts = { orders?: OrderFact[]; tickets?: TicketFact[]; money?: MoneyFact[] };

export function casesOf({ orders = [], tickets = [], money = [] }: Facts): readonly Case[] {
  const casebook = createCasebook();
  orders.forEach(casebook.seeOrder);
  tickets.forEach(casebook.seeTicket);
  money.forEach(casebook.seeMoney);
  return casebook.all();
}
