/**
 * One replica of an owner ("order") or of a consumer ("barista") as a process of its own, told what to do by
 * its parent. Argument: JSON of ReplicaSettings.
 */
import { createFailpoints } from "@siren/chassis/failpoints";
import { startConsumer } from "@siren/chassis/messaging/consumer";
import { createNudge } from "@siren/chassis/messaging/nudge";
import type { FeedCursor } from "@siren/chassis/messaging/ports";
import { startRelay } from "@siren/chassis/messaging/relay";
import { startTimers } from "@siren/chassis/messaging/timers";
import { openStore } from "../../src/open-store.ts";
import { recordEffect } from "./effects.ts";
import { feedClientOf, serveFeed } from "./feed-server.ts";
import { readyEvent } from "./sample-events.ts";

export type ReplicaSettings = { name: string; role: "owner" | "consumer"; file: string; failpoints: string };
export type ToReplica =
  | { kind: "peers"; urls: string[] }
  | { kind: "publish"; number: number; version: number }
  | { kind: "schedule"; number: number };
export type FromReplica =
  | { kind: "up"; url: string }
  | { kind: "done"; number: number }
  | { kind: "failed"; number: number; error: string }
  | { kind: "log"; event: string; fields: Record<string, unknown> };

const settings = JSON.parse(process.argv[2] ?? "{}") as ReplicaSettings;
const { name, role, file, failpoints } = settings;
const reach = createFailpoints(failpoints).reach;
const tell = (message: FromReplica) => void process.send?.(message);
const note = (event: string, fields: Record<string, unknown> = {}) => tell({ kind: "log", event, fields });
const log = { info: note, warn: note, error: note };
const now = Date.now;

let peers: string[] = [];
const store = await openStore(`sqlite://${file}`, { log, now, reach, newHolder: () => name });
const placed = store.connection.collection<{ _id: string }>("placed");
let url = "";

if (role === "owner") {
  const siblings = () => peers.filter((peer) => peer !== url).map((peer) => ({ id: peer, url: peer }));
  const nudge = createNudge({ siblings, identity: async () => "none", head: () => store.feed.head() });
  const { relay: port, leases, onCommit } = store;
  const onStamped = () => nudge.send();
  const relay = startRelay({ owner: "order", relay: port, leases, onCommit, onStamped, log, now, reach });
  onCommit(() => relay.holdsLease() || nudge.send());
  const onNudge = (head?: FeedCursor) => {
    relay.wake();
    store.feed.refresh(head);
  };
  url = (await serveFeed({ store, onNudge })).url;
} else {
  const client = feedClientOf(() => peers);
  const { inbox, leases } = store;
  startConsumer({
    feed: "order",
    self: "barista",
    client,
    inbox,
    leases,
    log,
    now,
    reach,
    handlers: { OrderReady: (event, tx) => recordEffect(store, tx, event) },
  });
}
startTimers({
  timers: store.timers,
  leases: store.leases,
  onCommit: store.onCommit,
  handlers: {
    ring: async (timer, tx) =>
      recordEffect(store, tx, { eventId: timer.id, aggregateId: "ring", aggregateVersion: 0 }),
  },
  log,
  now,
  reach,
});

process.on("message", (message: ToReplica) => {
  if (message.kind === "peers") peers = message.urls;
  else void work(message);
});
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
tell({ kind: "up", url });

async function work(message: Exclude<ToReplica, { kind: "peers" }>): Promise<void> {
  const { number } = message;
  try {
    await store.unitOfWork(async (tx) => {
      if (message.kind === "schedule") {
        await tx.schedule({ id: `ring:${number}`, kind: "ring", dueAt: now() + 20, data: null });
        return;
      }
      const event = readyEvent(number, message.version);
      await placed.insertOne({ _id: `${event.aggregateId}:${message.version}` }, { session: tx.session });
      tx.publish({ ...event, live: [{ stream: `member:${number}`, name: "order.ready", data: {} }] });
    });
    tell({ kind: "done", number });
  } catch (error) {
    tell({ kind: "failed", number, error: String(error) });
  }
}
