import { randomBytes } from "node:crypto";
import type { BackEnd } from "@siren/chassis/back-end";
import { createBackEnd, type Surroundings } from "@siren/chassis/create-back-end";
import { degradedHeader } from "@siren/chassis/http/degraded";
import { createLoopDelay } from "@siren/chassis/http/loop-delay";
import { serveLive } from "@siren/chassis/live/live";
import { runMessaging } from "@siren/chassis/messaging/run-messaging";
import { watchNeighbour } from "@siren/chassis/neighbour-probe";
import type { ServiceName } from "@siren/contracts/roles";
import type { Store } from "@siren/store/open-store";
import { openServiceStore } from "@siren/store/service-store";
import { createTogether } from "@siren/store/together";
import type { Tx } from "@siren/store/unit-of-work";
import type { OrderConfig } from "./config.ts";
import { afterwardsRoutes } from "./http/afterwards-routes.ts";
import { auditRoutes } from "./http/audit-routes.ts";
import { eventRoutes } from "./http/event-routes.ts";
import { journeyRoutes } from "./http/journey-routes.ts";
import { orderRoutes } from "./http/order-routes.ts";
import { recommendationRoutes } from "./http/recommendation-routes.ts";
import { ordersNamespace } from "./live/orders-namespace.ts";
import { whatRings } from "./live/what-rings.ts";
import { createHandlers } from "./messaging/handlers.ts";
import { outgoing, streamOf } from "./messaging/published.ts";
import { createSagaTimers } from "./messaging/saga-timers.ts";
import { createSnapshotTakers, openOrders } from "./messaging/snapshots.ts";
import { createBaristaDesk } from "./peers/barista-desk.ts";
import { createMemberDesk } from "./peers/member-desk.ts";
import { observeLateCaptures, observeSales } from "./sales-metrics.ts";
import { createGuestBook } from "./store/guest-book.ts";
import { createHeard } from "./store/heard.ts";
import { createKeptViews } from "./store/kept-views.ts";
import { orderMigrations } from "./store/migrations.ts";
import { createModels } from "./store/models.ts";
import {
  createReads,
  readAudit,
  readJourney,
  readLateCaptures,
  readOpenOrders,
  readSales,
} from "./store/reads.ts";
import { createRingTurns } from "./store/ring-turns.ts";
import { readAheadOf } from "./store/seen.ts";
import { createSharedUnitOfWork, createUnitOfWork, createWork } from "./store/work.ts";
import { isLeftToItsAsker } from "./use-cases/left-to-asker.ts";
import { createPlacingRoom } from "./use-cases/placing-room.ts";
import type { SagaParts } from "./use-cases/ports.ts";
import { openWebPush } from "./web-push.ts";

export type OrderOptions = { config: OrderConfig } & Surroundings;

export async function buildOrder({ config, ...given }: OrderOptions): Promise<BackEnd> {
  const backEnd = await createBackEnd({ name: "order", config, isPublic: true, knowsPeople: true, ...given });
  const { log, now, newId, client, meter, registry, failpoints } = backEnd;
  const store: Store = await openServiceStore(
    backEnd,
    config,
    orderMigrations(() => ({ store, models, deadlines: config })),
  );
  const models = createModels(store);
  const workOf = (tx: Tx) => createWork(models, outgoing, tx);
  // A process that is frozen stays registered for a while: its board is asked for itself.
  const neighbours = { member: backEnd.people.probe, barista: watchNeighbour(backEnd, "barista") };
  const degraded = (also?: readonly ServiceName[]) => degradedHeader(neighbours, also);
  const knowsQueue = () => registry.instances("barista").length > 0 && !neighbours.barista.isDown();
  const views = createKeptViews(models);
  const reads = createReads(models, knowsQueue, views);
  const heard = createHeard({ models, log, now });
  const together = createTogether<null>(store);
  const delay = createLoopDelay();
  backEnd.stage("loop delay", { stop: () => delay.stop() });
  const monotonicMs = () => performance.now();
  const saga: SagaParts = {
    unit: createUnitOfWork(store, workOf),
    together: createSharedUnitOfWork(together, workOf),
    room: createPlacingRoom({ lineMs: together.expectedMs, lateMs: delay.atMostMs, monotonicMs }),
    monotonicMs,
    orders: reads,
    views,
    member: createMemberDesk(client, config),
    barista: createBaristaDesk(client, config.voidTimeoutMs),
    deadlines: config,
    guestTerms: config,
    now,
    newOrderId: () => newId("ord"),
    reach: failpoints.reach,
  };

  const outcomes = meter.createCounter("orders_placed", { description: "requests to place one, by outcome" });
  observeSales(meter, () => readSales(models));
  observeLateCaptures(meter, () => readLateCaptures(models));
  const push = openWebPush(backEnd, { store, models, config, heardUpTo: heard.heardUpTo });
  const quoting = { views: saga.views, orders: reads, member: saga.member, now, terms: config };
  backEnd.routes([
    ...orderRoutes({
      ...{ saga, quoting, guests: createGuestBook(models, now) },
      random: randomBytes,
      onPlaced: (outcome) => outcomes.add(1, { outcome }),
      degraded,
    }),
    ...afterwardsRoutes({ saga, quoting, degraded }),
    ...recommendationRoutes(quoting),
    ...push.routes,
    ...auditRoutes({ readAudit: (since, limit) => readAudit(models, since, limit), now }),
    ...journeyRoutes((asked) => readJourney(models, asked)),
  ]);

  const timers = createSagaTimers({ saga, workOf, log });
  const hearing = { deadlines: config, now, workOf };
  const handlers = createHandlers({
    ...hearing,
    log,
    reachAfterCommit: (tx, step) => tx.afterCommit(() => void failpoints.reach(step)),
    publish: (tx, event) => tx.publish(event),
  });
  const takers = createSnapshotTakers(hearing);
  // Stopped after the timers below it, so that what they began can still be written.
  backEnd.stage("saga", { stop: () => timers.settle() });
  const readAhead = readAheadOf(models, (event) => isLeftToItsAsker(hearing, event));
  runMessaging<Tx>(backEnd, {
    owner: "order",
    store,
    snapshot: async (tx) => openOrders(await readOpenOrders(models, tx.session)),
    hears: [
      { feed: "menu", handlers: handlers.menu, onSnapshot: takers.menu },
      {
        feed: "member",
        handlers: handlers.member,
        onSnapshot: takers.member,
        begin: "first-event",
        readAhead,
      },
      {
        feed: "barista",
        handlers: handlers.barista,
        onSnapshot: takers.barista,
        begin: "first-event",
        readAhead,
      },
    ],
    timers: timers.handlers,
    timersApart: { name: "web push", handlers: push.timers },
  });
  // Stopped after the sockets below it, whose last acknowledgements it writes.
  backEnd.stage("heard", { stop: () => heard.close() });
  const live = serveLive(backEnd, store.eventLog, [ordersNamespace], {
    book: { ...heard, ...createRingTurns(models) },
    meaning: whatRings,
  });
  backEnd.routes(eventRoutes({ live, eventLog: store.eventLog, streamOf }));
  return backEnd;
}
