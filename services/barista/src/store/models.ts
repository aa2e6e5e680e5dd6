import type { Store } from "@siren/store/open-store";
import { Schema } from "mongoose";
import type { Ticket } from "../domain/ticket.ts";
import { exact, floorModels } from "./floor-models.ts";

export type TicketDoc = Omit<Ticket, "ticketId"> & { _id: string };
export function baristaModels(store: Store) {
  const unit = {
    _id: false,
    unitId: String,
    itemId: String,
    line: Number,
    n: Number,
    name: Schema.Types.Mixed,
    choices: [Schema.Types.Mixed],
    choiceIds: [String],
    choiceGroups: [String],
    prepSeconds: Number,
    unit_krw: Number,
    state: String,
    claimedBy: String,
    claimUntil: Number,
    leftBy: String,
    doneTimes: Number,
    remakes: [Schema.Types.Mixed],
    rejectedFor: String,
  };
  const tickets = new Schema<TicketDoc>(
    {
      _id: String,
      orderId: String,
      moveNo: Number,
      storeId: String,
      businessDay: String,
      number: Number,
      nickname: String,
      ownerId: String,
      payment: String,
      total_krw: Number,
      off_krw: Number,
      less_krw: Number,
      state: String,
      units: [unit],
      placedAt: Number,
      handOver: String,
      releaseAt: Number,
      pickUpAt: Number,
      startedAt: Number,
      readyAt: Number,
      place: Number,
      etaAt: Number,
      promisedAt: Number,
      stockItems: [String],
      touchedAt: Number,
      changedAt: Number,
      version: Number,
    },
    exact,
  )
    // One ticket an order and store it was moved to, whatever the feed repeats.
    .index({ orderId: 1, moveNo: 1 }, { unique: true })
    .index({ storeId: 1, state: 1, placedAt: 1 })
    .index({ storeId: 1, businessDay: 1 })
    .index({ ownerId: 1 })
    .index({ "units.unitId": 1 })
    .index({ changedAt: 1, _id: 1 });

  return {
    tickets: store.model("tickets", tickets),
    ...floorModels(store),
  };
}

export type BaristaModels = ReturnType<typeof baristaModels>;
