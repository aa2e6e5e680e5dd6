import type { PublishedMenu, StoreProfile } from "@siren/contracts/menu";
import { finalStates } from "@siren/contracts/order";
import type { Allowance } from "../domain/allowance.ts";
import type { StoreMood } from "../domain/opening.ts";
import type { Order, OrderEvent } from "../domain/order.ts";
import { prepSecondsOf, type Queue } from "../domain/queue.ts";
import {
  AlreadyTaken,
  type OrderReads,
  type Sale,
  type StoreWork,
  type TimerWish,
  type UnitOfWork,
  type Views,
  type Work,
} from "../use-cases/ports.ts";

const isToBeMade = new Set(["AUTHORISED", "DEFERRED", "COUNTER_DUE", "ACCEPTED", "MAKING"]);
const isBooked = new Set(["PLACED", ...isToBeMade]);

type State = {
  orders: Map<string, Order>;
  slots: Map<string, string>;
  numbers: Map<string, number>;
  timers: Map<string, TimerWish>;
  stores: Map<string, StoreProfile>;
  menus: Map<string, PublishedMenu>;
  moods: Map<string, StoreMood>;
  soldOut: Map<string, Set<string>>;
  optionsOut: Map<string, Set<string>>;
  stock: Map<string, Map<string, number>>;
  loads: Map<string, StoreWork>;
  delays: Map<string, number>;
  allowances: Map<string, Allowance>;
  nicknames: Map<string, string>;
  events: { orderId: string; event: OrderEvent }[];
  sales: Sale[];
  guests: Set<string>;
  /** Of whom a browser is told by Web Push. */
  pushed: Set<string>;
  together: string[][];
};

/** The ports over plain maps: one unit of work at a time, and a failed one leaves nothing behind. */
export function createMemoryStore() {
  let state: State = {
    orders: new Map(),
    slots: new Map(),
    numbers: new Map(),
    timers: new Map(),
    stores: new Map(),
    menus: new Map(),
    moods: new Map(),
    soldOut: new Map(),
    optionsOut: new Map(),
    stock: new Map(),
    loads: new Map(),
    delays: new Map(),
    allowances: new Map(),
    nicknames: new Map(),
    events: [],
    sales: [],
    guests: new Set(),
    pushed: new Set(),
    together: [],
  };
  let last: Promise<unknown> = Promise.resolve();
  let queue: Queue | null = null;

  const unit: UnitOfWork = (work) => {
    const run = last.then(async () => {
      const draft = structuredClone(state);
      const result = await work(workOn(draft));
      state = draft;
      return result;
    });
    last = run.catch(() => {});
    return run;
  };

  const orders: OrderReads = {
    byId: async (orderId) => state.orders.get(orderId) ?? null,
    ofKey: async (ownerId, key) => orderOfKey(state, ownerId, key),
    ofOwner: async (ownerId, before, limit) =>
      [...state.orders.values()]
        .filter((order) => order.owner.id === ownerId && (before === null || order.orderId < before))
        .sort((a, b) => (a.orderId < b.orderId ? 1 : -1))
        .slice(0, limit),
    openAt: async (storeId, after, limit) =>
      [...state.orders.values()]
        .filter((order) => order.storeId === storeId && !finalStates.has(order.state))
        .filter((order) => order.state !== "PLACED" && (after === null || order.orderId > after))
        .sort((a, b) => (a.orderId < b.orderId ? -1 : 1))
        .slice(0, limit),
    ofDay: async (storeId, { day, number }, before, limit) =>
      [...state.orders.values()]
        .filter((order) => order.storeId === storeId && order.businessDay === day)
        .filter(
          (order) =>
            (number === null || order.number === number) && (before === null || order.orderId < before),
        )
        .sort((a, b) => (a.orderId < b.orderId ? 1 : -1))
        .slice(0, limit),
    queueAt: async () => queue,
    orderedWith: async (_storeId, itemIds) => {
      const counts = new Map<string, number>();
      for (const items of state.together.filter((one) => one.some((item) => itemIds.includes(item))))
        for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
      return counts;
    },
    isIdle: async () => queue?.orders === 0,
  };

  return {
    unit,
    orders,
    views: viewsOf(() => state),
    setQueue: (next: Queue | null) => {
      queue = next;
    },
    remember: (guestHash: string) => void state.guests.add(guestHash),
    peek: () => state,
    eventKinds: () => state.events.map(({ event }) => event.kind),
  };
}

const orderOfKey = (state: State, ownerId: string, key: string) =>
  [...state.orders.values()].find((order) => order.owner.id === ownerId && order.idempotencyKey === key) ??
  null;

function viewsOf(state: () => State): Views {
  return {
    store: async (storeId) => state().stores.get(storeId) ?? null,
    menu: async (storeId) => state().menus.get(storeId) ?? null,
    mood: async (storeId) => state().moods.get(storeId) ?? { state: "OPEN", until: null },
    floor: async (storeId) => ({
      soldOutOptions: state().optionsOut.get(storeId) ?? new Set(),
      free: state().stock.get(storeId) ?? new Map(),
    }),
    load: async (storeId) => ({
      work: state().loads.get(storeId) ?? null,
      delayMinutes: state().delays.get(storeId) ?? 0,
    }),
    bookedAt: async (storeId, from) =>
      [...state().orders.values()].flatMap((order) =>
        order.storeId === storeId && isBooked.has(order.state) && (order.pickUpAt ?? 0) >= from
          ? [{ pickUpAt: order.pickUpAt ?? 0, prepSeconds: prepSecondsOf(order.lines) }]
          : [],
      ),
    soldOut: async (storeId) => state().soldOut.get(storeId) ?? new Set(),
    allowance: async (cardId) => state().allowances.get(cardId) ?? null,
    nickname: async (memberId) => state().nicknames.get(memberId) ?? null,
  };
}

function workOn(state: State): Work {
  const publish = (order: Order, events: readonly OrderEvent[]) =>
    state.events.push(...events.map((event) => ({ orderId: order.orderId, event })));
  return {
    order: async (orderId) => state.orders.get(orderId) ?? null,
    orderOfKey: async (ownerId, key) => orderOfKey(state, ownerId, key),
    add: async (order, events) => {
      if (orderOfKey(state, order.owner.id, order.idempotencyKey)) throw new AlreadyTaken();
      state.orders.set(order.orderId, order);
      publish(order, events);
    },
    save: async (before, order, events) => {
      if (state.orders.get(order.orderId)?.version !== before.version)
        throw new AlreadyTaken("saved over a newer version");
      state.orders.set(order.orderId, order);
      publish(order, events);
    },
    nextNumber: async (storeId, businessDay) => {
      const number = (state.numbers.get(`${storeId}/${businessDay}`) ?? 0) + 1;
      state.numbers.set(`${storeId}/${businessDay}`, number);
      return number;
    },
    slotHolder: async (slot) => state.slots.get(slot) ?? null,
    takeSlot: async (slot, orderId) => {
      if (state.slots.has(slot)) throw new AlreadyTaken();
      state.slots.set(slot, orderId);
    },
    freeSlot: async (slot, orderId) => {
      if (state.slots.get(slot) === orderId) state.slots.delete(slot);
    },
    schedule: async (timer) => void state.timers.set(timer.id, timer),
    cancelTimer: async (id) => void state.timers.delete(id),
    countTogether: async (_storeId, itemIds) => void state.together.push([...itemIds]),
    hasPush: async (ownerId) => state.pushed.has(ownerId),
    endPush: async (ownerId) => void state.pushed.delete(ownerId),
    isKnownGuest: async (guestHash) => state.guests.has(guestHash),
    openGuestOrders: async (storeId) =>
      [...state.orders.values()]
        .filter((order) => order.storeId === storeId && order.owner.kind === "guest")
        .filter((order) => !finalStates.has(order.state))
        .map(({ guestAddress }) => ({ address: guestAddress })),
    addSale: async (sale) => void state.sales.push(sale),
    views: {
      ...viewsOf(() => state),
      putStore: async (store) => void state.stores.set(store.storeId, store),
      putMenu: async (menu) => void state.menus.set(menu.storeId, menu),
      putMood: async (storeId, mood) => void state.moods.set(storeId, mood),
      putSoldOut: async (storeId, itemId, soldOut) => {
        const items = state.soldOut.get(storeId) ?? new Set();
        if (soldOut) items.add(itemId);
        else items.delete(itemId);
        state.soldOut.set(storeId, items);
      },
      putOptionOut: async (storeId, choiceId, isOut) => {
        const choices = state.optionsOut.get(storeId) ?? new Set();
        if (isOut) choices.add(choiceId);
        else choices.delete(choiceId);
        state.optionsOut.set(storeId, choices);
      },
      putStock: async (storeId, itemId, free) => {
        const counted = state.stock.get(storeId) ?? new Map();
        if (free === null) counted.delete(itemId);
        else counted.set(itemId, free);
        state.stock.set(storeId, counted);
      },
      putLoad: async (storeId, { waiting, drinkSeconds, hands }) =>
        void state.loads.set(storeId, { waiting, drinkSeconds, hands }),
      putDelay: async (storeId, minutes) => void state.delays.set(storeId, minutes),
      forgetFloor: async () => {
        for (const known of [state.soldOut, state.optionsOut, state.stock, state.loads, state.delays])
          known.clear();
      },
      waitingAt: async (storeId) =>
        [...state.orders.values()]
          .filter((order) => order.storeId === storeId && isToBeMade.has(order.state))
          .map(({ orderId }) => orderId),
      putAllowance: async (allowance) => {
        const arrears_krw =
          allowance.amount_krw > 0 ? 0 : (state.allowances.get(allowance.cardId)?.arrears_krw ?? 0);
        state.allowances.set(allowance.cardId, { ...allowance, arrears_krw });
      },
      putArrears: async ({ cardId, arrears_krw }) => {
        const known = state.allowances.get(cardId);
        if (known) state.allowances.set(cardId, { ...known, arrears_krw });
      },
      putNickname: async (memberId, nickname) => void state.nicknames.set(memberId, nickname),
      forgetBrowsers: async (memberId) => void state.pushed.delete(memberId),
      forgetMember: async (memberId) => {
        state.nicknames.delete(memberId);
        for (const [id, order] of state.orders)
          if (order.owner.id === memberId) state.orders.set(id, { ...order, nickname: "" });
      },
    },
  };
}
