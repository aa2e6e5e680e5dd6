import type { OutgoingEvent } from "@siren/chassis/messaging/ports";
import type { Store } from "@siren/store/open-store";
import { createTogether } from "@siren/store/together";
import type { Tx } from "@siren/store/unit-of-work";
import { createHandlers } from "../../services/order/src/messaging/handlers.ts";
import { outgoing } from "../../services/order/src/messaging/published.ts";
import { createSagaTimers } from "../../services/order/src/messaging/saga-timers.ts";
import { createKeptViews } from "../../services/order/src/store/kept-views.ts";
import { createModels } from "../../services/order/src/store/models.ts";
import { createReads } from "../../services/order/src/store/reads.ts";
import { readAheadOf } from "../../services/order/src/store/seen.ts";
import { createSharedUnitOfWork, createUnitOfWork, createWork } from "../../services/order/src/store/work.ts";
import { isLeftToItsAsker } from "../../services/order/src/use-cases/left-to-asker.ts";
import { createPlacingRoom } from "../../services/order/src/use-cases/placing-room.ts";
import type { SagaParts } from "../../services/order/src/use-cases/ports.ts";
import type { Doors } from "../cafe/world.ts";
import { deadlines } from "./deadlines.ts";
import type { LifeParts } from "./life.ts";
import { createMessenger } from "./messenger.ts";

/** Order as its app wires it, with the other services asked through `desks` and without its doors. */
export function wireOrder(store: Store, { desks, log, now, newId, reach, readFeed, onTaken }: LifeParts) {
  const models = createModels(store);
  const workOf = (tx: Tx) => createWork(models, outgoing, tx);
  const together = createTogether<null>(store);
  const views = createKeptViews(models);
  const saga: SagaParts = {
    unit: createUnitOfWork(store, workOf),
    together: createSharedUnitOfWork(together, workOf),
    room: createPlacingRoom({ lineMs: together.expectedMs, lateMs: () => 0, monotonicMs: () => 0 }),
    monotonicMs: () => 0,
    orders: createReads(models, () => true, views),
    views,
    ...desks,
    deadlines,
    guestTerms: { guestMost_krw: 30_000, guestsPerStore: 30, guestsPerAddress: 30 },
    now,
    newOrderId: () => newId("ord"),
    reach,
  };
  const timers = createSagaTimers({ saga, workOf, log });
  const reachAfterCommit = (tx: Tx, step: string) => tx.afterCommit(() => void reach(step));
  const publish = (tx: Tx, event: OutgoingEvent) => tx.publish(event);
  const handlers = createHandlers<Tx>({ deadlines, now, workOf, log, reachAfterCommit, publish });
  const door: Doors["order"] = {
    saga,
    learn: ({ stores, menus, guest }) =>
      store.unitOfWork(async (tx) => {
        const { views } = workOf(tx);
        for (const one of stores) await views.putStore(one);
        for (const one of menus) await views.putMenu(one);
        await models.guests.create([{ _id: guest, until: Number.MAX_SAFE_INTEGER }], { session: tx.session });
      }),
  };
  const messenger = createMessenger<Tx>({
    ...{ self: "order", store, log, now, reach, readFeed, onTaken },
    handlers: { barista: handlers.barista, member: handlers.member },
    timers: timers.handlers,
    readAhead: readAheadOf(models, (event) => isLeftToItsAsker({ deadlines, now }, event)),
  });
  return { door, messenger, models, settle: timers.settle };
}
