import type { BackEnd } from "@siren/chassis/back-end";
import { createBackEnd, type Surroundings } from "@siren/chassis/create-back-end";
import { degradedHeader } from "@siren/chassis/http/degraded";
import { serveLive } from "@siren/chassis/live/live";
import { runMessaging } from "@siren/chassis/messaging/run-messaging";
import { watchNeighbour } from "@siren/chassis/neighbour-probe";
import type { Store } from "@siren/store/open-store";
import { openServiceStore } from "@siren/store/service-store";
import type { Tx } from "@siren/store/unit-of-work";
import type { BaristaConfig } from "./config.ts";
import { baristaRoutes } from "./http/routes.ts";
import { boardNamespace, callNamespace } from "./live/boards.ts";
import { menuHandlers, orderHandlers, takeMenu, takeOrders, timerHandlers } from "./messaging/handlers.ts";
import { memberHandlers, takeMembers } from "./messaging/member-handlers.ts";
import { outgoing } from "./messaging/published.ts";
import { forgetMember } from "./store/forget-member.ts";
import { baristaMigrations } from "./store/migrations.ts";
import { baristaModels } from "./store/models.ts";
import { createReads } from "./store/reads.ts";
import { createStoreFloor } from "./store/store-floor.ts";
import { readAheadOf, transactOver, workIn } from "./store/work.ts";
import { createSetStock } from "./use-cases/set-stock.ts";
import { createTapTicket } from "./use-cases/tap-ticket.ts";

export type BaristaOptions = { config: BaristaConfig } & Surroundings;

export async function buildBarista({ config, ...given }: BaristaOptions): Promise<BackEnd> {
  const backEnd = await createBackEnd({
    name: "barista",
    config,
    isPublic: true,
    knowsPeople: true,
    ...given,
  });
  const { now, newId, failpoints } = backEnd;
  const store: Store = await openServiceStore(
    backEnd,
    config,
    baristaMigrations(() => parts),
  );
  const models = baristaModels(store);
  const parts = { store, models, outgoing };
  const transact = transactOver(parts);
  const floor = createStoreFloor(parts, now);
  const reads = createReads(store, models, now);
  const inTx = (tx: Tx) => workIn(tx, parts);
  const names = { forgetMember: (tx: Tx, memberId: string) => forgetMember(models, tx, memberId) };

  const neighbours = { order: watchNeighbour(backEnd, "order") };

  backEnd.routes(
    baristaRoutes({
      tapTicket: createTapTicket(transact, now),
      setStock: createSetStock(transact, now),
      transact,
      floor,
      reads,
      failpoints,
      newId,
      now,
      degraded: () => degradedHeader(neighbours),
    }),
  );
  runMessaging(backEnd, {
    owner: "barista",
    store,
    snapshot: (tx) => reads.everything(tx),
    hears: [
      { feed: "menu", handlers: menuHandlers({ workIn: inTx }), onSnapshot: takeMenu({ workIn: inTx }) },
      { feed: "member", handlers: memberHandlers(names), onSnapshot: takeMembers(names) },
      {
        feed: "order",
        handlers: orderHandlers({ workIn: inTx, failpoints, newId, now }),
        onSnapshot: takeOrders({ workIn: inTx, newId, now }),
        begin: "first-event",
        readAhead: readAheadOf(parts),
      },
    ],
    timers: timerHandlers({ workIn: inTx, floor, now }),
  });
  serveLive(backEnd, store.eventLog, [boardNamespace(neighbours.order), callNamespace(reads.knowsStore)]);
  return backEnd;
}
