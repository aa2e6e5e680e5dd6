import type { GivenBack } from "@siren/contracts/barista";
import type { StoreProfile } from "@siren/contracts/menu";
import type { Store } from "@siren/store/open-store";
import { Schema } from "mongoose";
import type { Batch } from "../domain/batches.ts";
import type { Load } from "../domain/queue.ts";
import type { Stock } from "../domain/stock.ts";
import type { StoreStateChange } from "../use-cases/ports.ts";

type Named<Name extends string> = {
  _id: string;
  storeId: string;
  soldOut: boolean;
  /** Not there in what was said before it was noted. */
  changedAt?: number;
  version: number;
} & {
  [K in Name]: string;
};
export type AvailabilityDoc = Named<"itemId">;
export type OptionDoc = Named<"choiceId">;
/** `changedAt` is not there in what was said before it was noted; so in a delay. */
export type StoreStateDoc = StoreStateChange & { _id: string; changedAt?: number; version: number };
export type StockDoc = Stock & { _id: string };
export type DelayDoc = { _id: string; minutes: number; until: number; changedAt?: number; version: number };
export type ProfileDoc = { _id: string; version: number; profile: StoreProfile };
/** What was told last, and when the store's work is looked at next. */
export type LoadDoc = Load & {
  _id: string;
  toldAt: number;
  dueAt: number | null;
  version: number;
  /** What to make next, as it was told with it; not there before it was told. */
  next?: Batch[];
  /** Counts the transactions that changed tickets of the store; not there before there was one. */
  moves?: number;
  /** The same for its hours, its delay, its stock and who is at work there. */
  floor?: number;
};
/** `_id` is the order and the part of its money. */
export type RefundDoc = GivenBack & { _id: string; storeId: string; day: string };
export type HandDoc = { _id: string; storeId: string; seenAt: number };

export const exact = { versionKey: false, strict: "throw", minimize: false } as const;

/** What a store has just now, apart from its tickets. */
export function floorModels(store: Store) {
  const soldOut = { _id: String, storeId: String, soldOut: Boolean, changedAt: Number, version: Number };
  const ofStore = { storeId: 1 } as const;
  return {
    availability: store.model(
      "availability",
      new Schema<AvailabilityDoc>({ ...soldOut, itemId: String }, exact).index(ofStore),
    ),
    options: store.model(
      "options",
      new Schema<OptionDoc>({ ...soldOut, choiceId: String }, exact).index(ofStore),
    ),
    storeStates: store.model(
      "store_states",
      new Schema<StoreStateDoc>(
        {
          ...{ _id: String, state: String, until: Number, note: String },
          ...{ changedAt: Number, version: Number },
        },
        exact,
      ),
    ),
    stock: store.model(
      "stock",
      new Schema<StockDoc>(
        {
          ...{ _id: String, storeId: String, itemId: String, isCounted: Boolean, received: Number },
          ...{ free: Number, reserved: Number, sold: Number, changedAt: Number, version: Number },
        },
        exact,
      ).index(ofStore),
    ),
    delays: store.model(
      "delays",
      new Schema<DelayDoc>(
        { _id: String, minutes: Number, until: Number, changedAt: Number, version: Number },
        exact,
      ),
    ),
    profiles: store.model(
      "profiles",
      new Schema<ProfileDoc>({ _id: String, version: Number, profile: Schema.Types.Mixed }, exact),
    ),
    loads: store.model(
      "loads",
      new Schema<LoadDoc>(
        {
          ...{ _id: String, waiting: Number, drinkSeconds: Number, hands: Number },
          ...{ toldAt: Number, dueAt: Number, version: Number, moves: Number, floor: Number },
          next: [Schema.Types.Mixed],
        },
        exact,
      ),
    ),
    refunds: store.model(
      "refunds",
      new Schema<RefundDoc>(
        {
          ...{ _id: String, storeId: String, day: String, orderId: String, number: Number },
          ...{ amount_krw: Number, method: String, reason: String, at: Number },
        },
        exact,
      ).index({ storeId: 1, day: 1 }),
    ),
    hands: store.model(
      "hands",
      new Schema<HandDoc>({ _id: String, storeId: String, seenAt: Number }, exact).index(ofStore),
    ),
  };
}
