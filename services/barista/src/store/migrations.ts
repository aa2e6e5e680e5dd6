import type { Migration } from "@siren/store/migrations";
import type { Store } from "@siren/store/open-store";

/** They run once everything is built, and so may ask for a store that is being opened. */
export const baristaMigrations = (store: () => Pick<Store, "connection">): Migration[] => [
  {
    version: 1,
    name: "an order that is moved has a ticket at each store",
    async up() {
      const tickets = store().connection.collection("tickets");
      const indexes = await tickets.indexes();
      if (indexes.some(({ name }) => name === "orderId_1")) await tickets.dropIndex("orderId_1");
      await tickets.updateMany({ moveNo: { $exists: false } }, { $set: { moveNo: 0 } });
    },
  },
];
