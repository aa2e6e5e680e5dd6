import { cardList, ledgerPage } from "@siren/contracts/member";
import { orderPage, receipt } from "@siren/contracts/order";
import { eventually } from "../e2e/harness/eventually.ts";
import type { Person } from "../e2e/harness/person.ts";
import type { Guest } from "./cast/guest.ts";
import type { Member } from "./cast/member.ts";
import type { History } from "./history.ts";
import { type ToldEntry, type ToldOrder, toldOrderOf } from "./said.ts";

/** What customers are told when all is over, through the gateway as ever. */
export type LastLook = {
  orders: { who: string; orders: ToldOrder[] }[];
  cards: {
    who: string;
    cardId: string;
    available_krw: number;
    held_krw: number;
    arrears_krw: number;
    entries: ToldEntry[];
  }[];
  /** Of orders for which money was given back. */
  refunded_krw: Map<string, number>;
};

const api = "/api/v1";
/** What a manager gives back says so; what the store did not make has other reasons. */
export const tooCold = "too cold";
const patienceMs = 30_000;
type LeftMs = () => number;

/** Some page of theirs is asked for until it comes: what was struck last may have come back just now. */
async function sure<T>(person: Person, leftMs: LeftMs, what: string, read: () => Promise<T>): Promise<T> {
  const withinMs = Math.min(patienceMs, leftMs());
  if (withinMs <= 0) throw new Error(`the time is over, and ${what} not asked for`);
  return eventually(
    what,
    async () => {
      try {
        return { it: await read() };
      } catch (error) {
        person.turnElsewhere();
        throw error;
      }
    },
    withinMs,
  ).then(({ it }) => it);
}

async function ordersOf(person: Person, leftMs: LeftMs): Promise<ToldOrder[]> {
  const all: ToldOrder[] = [];
  let cursor: string | null = null;
  do {
    const path: string = `${api}/order/orders${cursor === null ? "" : `?cursor=${cursor}`}`;
    const page = await sure(person, leftMs, "one's own orders", () => person.get(path, orderPage));
    all.push(...page.orders.map(toldOrderOf));
    cursor = page.next;
  } while (cursor !== null);
  return all;
}

async function cardsOf(person: Person, who: string, leftMs: LeftMs): Promise<LastLook["cards"]> {
  const { cards } = await sure(person, leftMs, "one's cards", () =>
    person.get(`${api}/member/cards`, cardList),
  );
  const read: LastLook["cards"] = [];
  for (const { cardId, available_krw, held_krw, arrears_krw } of cards) {
    const entries: ToldEntry[] = [];
    let before: string | null = null;
    do {
      const query: string = before === null ? "" : `?before=${before}`;
      const page = await sure(person, leftMs, "what happened on the card", () =>
        person.get(`${api}/member/cards/${cardId}/ledger${query}`, ledgerPage),
      );
      entries.push(...page.entries);
      before = page.next;
    } while (before !== null);
    read.push({ who, cardId, available_krw, held_krw, arrears_krw, entries });
  }
  return read;
}

async function refundedOf(person: Person, orderId: string, leftMs: LeftMs): Promise<number> {
  const path = `${api}/order/orders/${orderId}/receipt`;
  const { refunds } = await sure(person, leftMs, "a receipt", () => person.get(path, receipt));
  return refunds
    .filter(({ reason }) => reason === tooCold)
    .reduce((sum, { amount_krw }) => sum + amount_krw, 0);
}

/** Everybody looks once more, a few at a time: a cafe's worth of people at once would be a load of its own. */
export async function lookAt(
  history: History,
  members: readonly Member[],
  guests: readonly Guest[],
  withinMs: number,
): Promise<LastLook> {
  const endsAtMs = performance.now() + withinMs;
  const leftMs = () => endsAtMs - performance.now();
  const last: LastLook = { orders: [], cards: [], refunded_krw: new Map() };
  for (const { who, customer } of [...members, ...guests])
    last.orders.push({ who, orders: await ordersOf(customer, leftMs) });
  const asked = new Set(
    history.exchanges.flatMap(({ path }) => /\/orders\/([^/]+)\/refund$/.exec(path)?.[1] ?? []),
  );
  for (const { who, customer } of members) {
    last.cards.push(...(await cardsOf(customer, who, leftMs)));
    for (const { orderId } of last.orders.find((one) => one.who === who)?.orders ?? [])
      if (asked.has(orderId)) last.refunded_krw.set(orderId, await refundedOf(customer, orderId, leftMs));
  }
  return last;
}
