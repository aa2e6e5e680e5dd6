import type { PublishedMenu, StoreProfile } from "@siren/contracts/menu";
import type { CartLine, PlaceOrderRequest } from "@siren/contracts/order";
import type { Owner } from "../../services/order/src/domain/order.ts";
import type { World } from "./world.ts";

const both = (name: string) => ({ ko: name, en: name });
const plain = { allergens: [], kcal: null, pictureId: null, isCounted: false };

/** Sells two things: one that is made, one that is counted. */
const menuOf = (storeId: string, at: number): PublishedMenu => ({
  ...{ storeId, menuVersion: 1, publishedAt: at },
  categories: [{ categoryId: "all", name: both("All") }],
  items: [
    {
      ...{ itemId: "latte", categoryId: "all", name: both("Latte"), price_krw: 5_000, prepSeconds: 60 },
      ...{ ...plain, excludedPairs: [], optionGroups: [] },
    },
    {
      ...{ itemId: "cake", categoryId: "all", name: both("Cake"), price_krw: 4_000, prepSeconds: 0 },
      ...{ ...plain, isCounted: true, excludedPairs: [], optionGroups: [] },
    },
  ],
});

const storeOf = (storeId: string): StoreProfile => ({
  ...{ storeId, name: both(storeId), address: both("1 Teheran-ro"), lat: 37.5, lng: 127 },
  week: Array.from({ length: 7 }, () => ({ opens: 0, closes: 24 * 60 })),
  ...{ holidays: [], handOvers: [{ kind: "take-out" as const, fee_krw: 0 }] },
  ...{ lastOrderMinutes: 10, maxWaitMinutes: 45, version: 1 },
});

const latte = (quantity: number): CartLine => ({ itemId: "latte", choiceIds: [], quantity });
const cake = (quantity: number): CartLine => ({ itemId: "cake", choiceIds: [], quantity });

/** Whoever may order on a day, each once, however often they ask for it. */
const carts = [
  { lines: [latte(2), cake(1)], total_krw: 14_000 },
  { lines: [latte(1)], total_krw: 5_000 },
  { lines: [cake(2), latte(1)], total_krw: 13_000 },
] as const;
export type Which = 0 | 1 | 2;

export type Answered = { orderId: string; total_krw: number };

/** One cafe of two stores with one card and three customers; apart from every other day by all its ids. */
export function openDay(world: Pick<World, "now" | "newId">, { isMoving = true } = {}) {
  const unique = world.newId("ord").slice(4).toLowerCase();
  const stores = [`a-${unique}`, `b-${unique}`] as const;
  /** The second is opened for those who want to move there. */
  const open = isMoving ? stores : stores.slice(0, 1);
  const memberId = world.newId("mem");
  const cardId = world.newId("crd");
  const member: Owner = { kind: "member", id: memberId };
  const guest: Owner = { kind: "guest", id: `guest-${unique}` };
  return {
    stores,
    card: { memberId, cardId },
    guest: guest.id,
    begunAt: world.now(),
    known: {
      stores: open.map(storeOf),
      menus: open.map((storeId) => menuOf(storeId, world.now())),
      guest: guest.id,
    },
    /** The third customer has no account. */
    ownerOf: (which: Which) => (which === 2 ? guest : member),
    keyOf: (which: Which) => `key-${which}`,
    requestOf(which: Which, pays: "card" | "counter"): PlaceOrderRequest {
      const { lines, total_krw } = carts[which];
      const payment = pays === "card" && which !== 2 ? { method: "card", cardId } : { method: "counter" };
      return {
        storeId: stores[0],
        lines: [...lines],
        expected_total_krw: total_krw,
        payment: payment as PlaceOrderRequest["payment"],
      };
    },
    /** By which each of them was told that it stands. */
    answered: new Map<Which, Answered>(),
    toppedUp_krw: 0,
    taps: 0,
  };
}

export type Day = ReturnType<typeof openDay>;
