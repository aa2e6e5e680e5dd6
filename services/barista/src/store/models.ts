import type { Store } from "@siren/store/open-store";
import { Schema } from "mongoose";
import type { Ticket } from "../domain/ticket.ts";

export type TicketDoc = Omit<Ticket, "ticketId"> & { _id: string };
export type AvailabilityDoc = {
  _id: string;
  storeId: string;
  itemId: string;
  soldOut: boolean;
  version: number;
};
export type StoreStateDoc = {
  _id: string;
  state: "OPEN" | "BUSY" | "PAUSED";
  until: number | null;
  note: string | null;
  version: number;
};

const exact = { versionKey: false, strict: "throw", minimize: false } as const;

export function baristaModels(store: Store) {
  const unit = {
    _id: false,
    unitId: String,
    line: Number,
    n: Number,
    name: Schema.Types.Mixed,
    choices: [Schema.Types.Mixed],
    prepSeconds: Number,
    state: String,
    claimedBy: String,
    claimUntil: Number,
    doneTimes: Number,
  };
  const tickets = new Schema<TicketDoc>(
    {
      _id: String,
      orderId: String,
      moveNo: Number,
      storeId: String,
      number: Number,
      nickname: String,
      ownerId: String,
      payment: String,
      total_krw: Number,
      state: String,
      units: [unit],
      placedAt: Number,
      handOver: String,
      releaseAt: Number,
      pickUpAt: Number,
      changedAt: Number,
      version: Number,
    },
    exact,
  )
    // One ticket an order and store it was moved to, whatever the feed repeats.
    .index({ orderId: 1, moveNo: 1 }, { unique: true })
    .index({ storeId: 1, state: 1, placedAt: 1 })
    .index({ ownerId: 1 })
    .index({ "units.unitId": 1 })
    .index({ changedAt: 1, _id: 1 });

  const availability = new Schema<AvailabilityDoc>(
    { _id: String, storeId: String, itemId: String, soldOut: Boolean, version: Number },
    exact,
  ).index({ storeId: 1 });

  const storeStates = new Schema<StoreStateDoc>(
    { _id: String, state: String, until: Number, note: String, version: Number },
    exact,
  );

  return {
    tickets: store.model("tickets", tickets),
    availability: store.model("availability", availability),
    storeStates: store.model("store_states", storeStates),
  };
}

export type BaristaModels = ReturnType<typeof baristaModels>;
