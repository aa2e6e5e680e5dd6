import type { PublishedMenu, StoreProfile } from "@siren/contracts/menu";
import type { PushLanguage } from "@siren/contracts/push";
import type { Store } from "@siren/store/open-store";
import { Schema } from "mongoose";
import type { Allowance } from "../domain/allowance.ts";
import type { StoreMood } from "../domain/opening.ts";
import type { Order } from "../domain/order.ts";
import type { Sale } from "../use-cases/ports.ts";

export type OrderDoc = Omit<Order, "orderId" | "owner"> & {
  _id: string;
  ownerKind: Order["owner"]["kind"];
  ownerId: string;
};
export type CounterDoc = { _id: string; last: number };
export type SlotDoc = { _id: string; orderId: string };
export type StoreDoc = { _id: string; version: number; profile: StoreProfile };
export type MenuDoc = { _id: string; menuVersion: number; menu: PublishedMenu };
export type MoodDoc = StoreMood & { _id: string };
export type SoldOutDoc = { _id: string; storeId: string; itemId: string };
export type OptionOutDoc = { _id: string; storeId: string; choiceId: string };
export type StockDoc = { _id: string; storeId: string; itemId: string; free: number };
/** `hands` 0: only a delay is known. */
export type LoadDoc = {
  _id: string;
  waiting: number;
  drinkSeconds: number;
  hands: number;
  delayMinutes: number;
};
export type CardDoc = Omit<Allowance, "cardId"> & { _id: string };
/** How often what is kept of a store's shelf has changed, and what changes with its work. */
export type ShelfDoc = { _id: string; changes: number; floor?: number };
export type MemberDoc = { _id: string; nickname: string };
/** `_id` is store and item; `together` counts by the other item. */
export type PairsDoc = { _id: string; together: Record<string, number> };
export type GuestDoc = { _id: string; until: number };
/** `_id` follows from the endpoint: a browser is one person's at a time. */
export type PushSubscriptionDoc = {
  _id: string;
  ownerKind: Order["owner"]["kind"];
  ownerId: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  language: PushLanguage;
  refusals: number;
  /** When its page last said so; a Date because a TTL index forgets those that never do again. */
  saidAt: Date;
};
/** There is one. The private half is in no log, page, audit, snapshot or feed. */
export type PushKeyDoc = { _id: string; publicKey: string; privateKey: string };
/** `_id` is the stream. */
export type HeardDoc = { _id: string; n: number; at?: Date };
/** Whose turn it is to ring for an event: `_id` is its stream and number. */
export type RingDoc = { _id: string; turn: number; until: number; at: Date };
export type SalesDoc = Sale & { _id: string };

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const flag = { type: Boolean, required: true } as const;
const anything = { type: Schema.Types.Mixed, required: true } as const;
const options = { versionKey: false, minimize: false } as const;

const orderSchema = new Schema<OrderDoc>(
  {
    _id: text,
    ownerKind: text,
    ownerId: text,
    idempotencyKey: text,
    bodyHash: text,
    storeId: text,
    number,
    businessDay: text,
    nickname: text,
    guestAddress: { type: String, default: null },
    lines: [Schema.Types.Mixed],
    adjustments: [Schema.Types.Mixed],
    total_krw: number,
    couponId: { type: String, default: null },
    handOver: text,
    choice: anything,
    state: text,
    payment: text,
    reason: { type: String, default: null },
    cancelRequested: flag,
    moveNo: number,
    moving: { type: Schema.Types.Mixed, default: null },
    moves: [Schema.Types.Mixed],
    captureWanted: flag,
    refunded_krw: number,
    refunds: [Schema.Types.Mixed],
    shortfall_krw: number,
    reductions: [Schema.Types.Mixed],
    place: { type: Number, default: null },
    etaAt: { type: Number, default: null },
    delayMinutes: { type: Number, default: 0 },
    placedAt: number,
    releaseAt: number,
    pickUpAt: { type: Number, default: null },
    changedAt: number,
    version: number,
    published: number,
    history: [Schema.Types.Mixed],
    quoted_krw: { type: Number, default: null },
    storeName: { type: Schema.Types.Mixed, default: null },
    quotedPlace: { type: Number, default: null },
    quotedEtaAt: { type: Number, default: null },
    freeCancel: { type: Boolean, default: false },
    captureLateAt: { type: Number, default: null },
    madeOn: { type: String, default: null },
    promise: { type: Schema.Types.Mixed, default: null },
  },
  { ...options, collection: "orders" },
)
  // One key of an owner makes one order, whatever the retries.
  .index({ ownerId: 1, idempotencyKey: 1 }, { unique: true })
  .index({ storeId: 1, businessDay: 1, number: 1 }, { unique: true })
  .index({ ownerId: 1, _id: -1 })
  .index({ storeId: 1, state: 1 })
  .index({ changedAt: 1, _id: 1 });

const soldOutSchema = new Schema<SoldOutDoc>(
  { _id: text, storeId: text, itemId: text },
  { ...options, collection: "sold_out" },
).index({ storeId: 1 });

const guestSchema = new Schema<GuestDoc>(
  { _id: text, until: number },
  { ...options, collection: "guests" },
).index({ until: 1 });

/** What is older rings no more, and the next acknowledgement says all that it said. */
const heardKeptSeconds = 7 * 24 * 60 * 60;
const heardSchema = new Schema<HeardDoc>(
  { _id: text, n: number, at: { type: Date } },
  { ...options, collection: "heard" },
).index({ at: 1 }, { expireAfterSeconds: heardKeptSeconds });

/** Nobody rings for what was ready yesterday. */
const ringKeptSeconds = 24 * 60 * 60;
const ringSchema = new Schema<RingDoc>(
  { _id: text, turn: number, until: number, at: { type: Date, required: true } },
  { ...options, collection: "rings" },
).index({ at: 1 }, { expireAfterSeconds: ringKeptSeconds });

const pushKeptSeconds = 60 * 24 * 60 * 60;

const pushSubscriptionSchema = new Schema<PushSubscriptionDoc>(
  {
    ...{ _id: text, ownerKind: text, ownerId: text, endpoint: text, p256dh: text, auth: text },
    ...{ language: text, refusals: number, saidAt: { type: Date, required: true } },
  },
  { ...options, collection: "push_subscriptions" },
)
  .index({ ownerId: 1 })
  .index({ saidAt: 1 }, { expireAfterSeconds: pushKeptSeconds });

function schema<T>(collection: string, fields: Record<keyof Omit<T, "_id"> & string, object>) {
  return new Schema<T>({ _id: text, ...fields } as never, { ...options, collection });
}

export type Models = ReturnType<typeof createModels>;

export function createModels(store: Pick<Store, "model">) {
  const instantOrNull = { type: Number, default: null };
  return {
    orders: store.model("Order", orderSchema),
    soldOut: store.model("SoldOut", soldOutSchema),
    optionsOut: store.model(
      "OptionOut",
      schema<OptionOutDoc>("options_out", { storeId: text, choiceId: text }).index({ storeId: 1 }),
    ),
    stock: store.model(
      "Stock",
      schema<StockDoc>("stock", { storeId: text, itemId: text, free: number }).index({ storeId: 1 }),
    ),
    loads: store.model(
      "Load",
      schema<LoadDoc>("loads", {
        waiting: number,
        drinkSeconds: number,
        hands: number,
        delayMinutes: number,
      }),
    ),
    counters: store.model("Counter", schema<CounterDoc>("counters", { last: number })),
    /** `_id` is what there may be one of at a time. */
    slots: store.model("Slot", schema<SlotDoc>("slots", { orderId: text })),
    stores: store.model("Store", schema<StoreDoc>("stores", { version: number, profile: anything })),
    menus: store.model("Menu", schema<MenuDoc>("menus", { menuVersion: number, menu: anything })),
    shelves: store.model(
      "Shelf",
      schema<ShelfDoc>("shelves", { changes: number, floor: { type: Number, default: 0 } }),
    ),
    moods: store.model("Mood", schema<MoodDoc>("moods", { state: text, until: instantOrNull })),
    cards: store.model(
      "Card",
      schema<CardDoc>("cards", {
        ...{ memberId: text, amount_krw: number, version: number, expiresAt: number, arrears_krw: number },
      }),
    ),
    members: store.model("Member", schema<MemberDoc>("members", { nickname: text })),
    pairs: store.model("Pairs", schema<PairsDoc>("pairs", { together: anything })),
    guests: store.model("Guest", guestSchema),
    pushSubscriptions: store.model("PushSubscription", pushSubscriptionSchema),
    pushKeys: store.model("PushKey", schema<PushKeyDoc>("push_keys", { publicKey: text, privateKey: text })),
    heard: store.model("Heard", heardSchema),
    rings: store.model("Ring", ringSchema),
    sales: store.model(
      "Sales",
      schema<SalesDoc>("sales", { checkouts: number, cups: number, amount_krw: number }),
    ),
  };
}
