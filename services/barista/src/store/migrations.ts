import type { Migration } from "@siren/store/migrations";
import { scheduleMissing } from "@siren/store/missing-timers";
import type { Store } from "@siren/store/open-store";
import { timersOf } from "../use-cases/keep-timers.ts";
import type { BaristaModels, TicketDoc } from "./models.ts";
import { openStates, ticketOf } from "./work.ts";

type Parts = {
  store: Pick<Store, "connection" | "unitOfWork">;
  models: Pick<BaristaModels, "tickets" | "profiles">;
};

/** They run once everything is built, and so may ask for a store that is being opened. */
export const baristaMigrations = (parts: () => Parts): Migration[] => [
  {
    version: 1,
    name: "an order that is moved has a ticket at each store",
    async up() {
      const tickets = parts().store.connection.collection("tickets");
      const indexes = await tickets.indexes();
      if (indexes.some(({ name }) => name === "orderId_1")) await tickets.dropIndex("orderId_1");
      await tickets.updateMany({ moveNo: { $exists: false } }, { $set: { moveNo: 0 } });
    },
  },
  {
    version: 2,
    name: "a ticket from before there were so many deadlines has all of its own",
    async up() {
      const { store, models } = parts();
      const open: TicketDoc[] = await models.tickets.find({ state: { $in: openStates } }).lean();
      const profiles = await models.profiles.find().lean();
      const hours = new Map(profiles.map(({ _id, profile }) => [_id, profile]));
      const timers = open.map(ticketOf).flatMap((ticket) => timersOf(ticket, hours.get(ticket.storeId)));
      await scheduleMissing(store, timers);
    },
  },
];
