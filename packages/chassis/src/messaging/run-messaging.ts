import type { FeedSnapshot } from "@siren/contracts/envelope";
import type { FeedOwner } from "@siren/contracts/feeds";
import type { BackEnd } from "../back-end.ts";
import { type Consumer, type EventHandlers, startConsumer } from "./consumer.ts";
import { feedRoutes } from "./feed-routes.ts";
import { inboxRoute } from "./inbox-route.ts";
import { journeyRoutes } from "./journey-routes.ts";
import { createNudge, siblingsIn } from "./nudge.ts";
import type {
  CommitSignal,
  FeedPort,
  InboxPort,
  JourneyPort,
  LeasePort,
  ReadAhead,
  RelayPort,
  TimerPort,
} from "./ports.ts";
import { startRelay } from "./relay.ts";
import { observeStanding } from "./standing-metrics.ts";
import { standingRoutes } from "./standing-routes.ts";
import { startTimers, type TimerHandlers, type TimersOptions } from "./timers.ts";

/** The parts of a store that messaging runs on. */
export type MessagingStore<Tx> = {
  onCommit: CommitSignal;
  relay: RelayPort;
  feed: FeedPort<Tx>;
  inbox: InboxPort<Tx>;
  timers: TimerPort<Tx>;
  leases: LeasePort;
  journeys: JourneyPort;
};

export type Hearing<Tx> = {
  feed: FeedOwner;
  handlers: EventHandlers<Tx>;
  /** With it a new consumer begins at the owner's present state, unless `begin` says otherwise. */
  onSnapshot?: (snapshot: FeedSnapshot, tx: Tx) => Promise<void>;
  begin?: "first-event" | "snapshot";
  readAhead?: ReadAhead<Tx>;
};

export type MessagingOptions<Tx> = {
  owner: FeedOwner;
  store: MessagingStore<Tx>;
  /** What a consumer whose cursor is gone gets, read inside `tx`. */
  snapshot: (tx: Tx) => Promise<unknown>;
  hears: readonly Hearing<Tx>[];
  timers?: TimerHandlers<Tx>;
  /** Kinds of these that come in numbers, and whose handlers bear to be run one after the other in one transaction. */
  timersTogether?: readonly string[];
  /** Timers that may be many and may be late: they have a queue of their own and keep nobody else's waiting. */
  timersApart?: { name: string; handlers: TimerHandlers<Tx> };
};

/** Nobody wakes a queue apart: so late may what it fires begin. */
const apartLookEveryMs = 500;

/** Gives a back end its feed, its relay, its consumers and its timers, all stopped with it. */
export function runMessaging<Tx>(backEnd: BackEnd, options: MessagingOptions<Tx>): void {
  const { owner, store } = options;
  const { log, now, registry, failpoints, tracing } = backEnd;
  const reach = (step: string) => failpoints.reach(`store.${step.replaceAll(".", "-")}`);
  const nudge = createNudge({
    siblings: () => siblingsIn(registry, { service: owner, instanceId: registry.selfId() ?? "" }),
    identity: () => backEnd.identity.headerFor(owner),
    head: () => store.feed.head(),
  });
  const consumers: Consumer<Tx>[] = [];
  let wakeRelay = () => {};
  let relayStop = async () => {};

  backEnd.routes(
    feedRoutes({
      owner,
      feed: store.feed,
      snapshot: options.snapshot,
      onNudge(head) {
        store.feed.refresh(head);
        wakeRelay();
      },
      draining: backEnd.stopping,
    }),
  );

  if (options.hears.length > 0) {
    const hears = options.hears.map(({ feed, handlers }) => ({ feed, types: Object.keys(handlers) }));
    backEnd.routes([inboxRoute({ audit: (query) => store.inbox.audit(query), hears, now })]);
  }

  backEnd.routes(
    standingRoutes({
      ...{ owner, feed: store.feed, inbox: store.inbox, now },
      hears: options.hears.map(({ feed }) => feed),
      consumers: () => consumers,
    }),
  );

  backEnd.routes(journeyRoutes(store.journeys));

  observeStanding(backEnd.meter, {
    ...{ owner, relay: store.relay, inbox: store.inbox, timers: store.timers, now },
    hears: options.hears.map(({ feed }) => feed),
  });

  backEnd.stage("relay", {
    start() {
      const relay = startRelay({ ...store, owner, onStamped: () => nudge.send(), log, now, reach });
      wakeRelay = () => relay.wake();
      // Whoever holds the relay's lease may be a sibling: it hears of each commit at once.
      const forget = store.onCommit(({ published }) => {
        if (published > 0 && !relay.holdsLease()) nudge.send();
      });
      relayStop = async () => {
        forget();
        nudge.close();
        await relay.close();
      };
    },
    stop: () => relayStop(),
  });

  backEnd.stage("consumers", {
    start() {
      for (const { feed, handlers, onSnapshot, readAhead, begin = "snapshot" } of options.hears) {
        consumers.push(
          startConsumer({
            ...store,
            feed,
            self: owner,
            client: backEnd.client,
            handlers,
            ...(onSnapshot && { onSnapshot, begin }),
            ...(readAhead && { readAhead }),
            log,
            tracing,
            now,
            reach,
          }),
        );
      }
    },
    stop: async () => void (await Promise.all(consumers.map((consumer) => consumer.close()))),
  });

  function fire(
    name: string,
    parts: Pick<TimersOptions<Tx>, "handlers" | "together" | "queue" | "lookEveryMs">,
  ) {
    let close = async () => {};
    backEnd.stage(name, {
      start() {
        const timers = startTimers({ ...store, ...parts, log, tracing, now, reach });
        close = () => timers.close();
      },
      stop: () => close(),
    });
  }
  const { timers: handlers, timersTogether: together = [], timersApart: apart } = options;
  const kinds = Object.keys(apart?.handlers ?? {});
  if (handlers) {
    const queue = { lease: "timers", of: { except: kinds } };
    fire("timers", { handlers, together, ...(apart && { queue }) });
  }
  if (apart) {
    const name = `timers of ${apart.name}`;
    const queue = { lease: name, of: { only: kinds } };
    fire(name, { handlers: apart.handlers, queue, lookEveryMs: apartLookEveryMs });
  }
}
