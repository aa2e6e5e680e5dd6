import type { Migration } from "@siren/store/migrations";
import { scheduleMissing } from "@siren/store/missing-timers";
import type { Store } from "@siren/store/open-store";
import type { Deadlines } from "../use-cases/ports.ts";
import { timersOf } from "../use-cases/timers-of.ts";
import type { Models } from "./models.ts";
import { openStates, orderOf } from "./order-doc.ts";

type Parts = {
  store: Pick<Store, "connection" | "unitOfWork">;
  models: Pick<Models, "orders">;
  deadlines: Deadlines;
};

/** They run once everything is built, and so may ask for a store that is being opened. */
export const orderMigrations = (parts: () => Parts): Migration[] => [
  {
    version: 1,
    name: "an order from before there were so many deadlines has all of its own",
    async up() {
      const { store, models, deadlines } = parts();
      const isCharged = { captureWanted: true, payment: { $in: ["HELD", "DEFERRED"] as const } };
      const docs = await models.orders.find({ $or: [{ state: { $in: openStates } }, isCharged] }).lean();
      const wishes = docs.map(orderOf).flatMap((order) => timersOf(order, deadlines));
      const timers = wishes.map(({ orderId, ...timer }) => ({ ...timer, data: { orderId } }));
      await scheduleMissing(store, timers);
    },
  },
];
