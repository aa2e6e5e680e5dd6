import type { Store } from "@siren/store/open-store";
import type { Tx } from "@siren/store/unit-of-work";
import {
  orderHandlers,
  timerHandlers,
  timersTogether,
} from "../../services/barista/src/messaging/handlers.ts";
import { outgoing } from "../../services/barista/src/messaging/published.ts";
import { baristaModels, type TicketDoc } from "../../services/barista/src/store/models.ts";
import { createStoreFloor } from "../../services/barista/src/store/store-floor.ts";
import { readAheadOf, ticketOf, transactOver, workIn } from "../../services/barista/src/store/work.ts";
import type { Doors } from "../cafe/world.ts";
import type { LifeParts } from "./life.ts";
import { createMessenger } from "./messenger.ts";

/** Barista as its app wires it, without its doors. */
export function wireBarista(store: Store, { log, now, newId, reach, readFeed, onTaken }: LifeParts) {
  const models = baristaModels(store);
  const parts = { store, models, outgoing };
  const inTx = (tx: Tx) => workIn(tx, parts);
  const floor = createStoreFloor(parts, now);
  const door: Doors["barista"] = {
    transact: transactOver(parts),
    async ticketOf(orderId) {
      const doc: TicketDoc | null = await models.tickets.findOne({ orderId }).sort({ moveNo: -1 }).lean();
      return doc ? ticketOf(doc) : undefined;
    },
  };
  const messenger = createMessenger<Tx>({
    ...{ self: "barista", store, log, now, reach, readFeed, onTaken },
    handlers: { order: orderHandlers({ workIn: inTx, failpoints: { reach }, newId, now }) },
    timers: timerHandlers({ workIn: inTx, floor, now }),
    timersTogether,
    readAhead: readAheadOf(parts),
  });
  return { door, messenger, models, settle: async () => {} };
}
