import type { TestContext } from "node:test";
import { type ConsumerOptions, startConsumer } from "@siren/chassis/messaging/consumer";
import type { MessagingLog } from "@siren/chassis/messaging/ports";
import { startRelay } from "@siren/chassis/messaging/relay";
import { openStore, type StoreOptions } from "../../src/open-store.ts";
import type { Tx } from "../../src/unit-of-work.ts";
import { recordEffect } from "./effects.ts";
import { feedClientOf, serveFeed } from "./feed-server.ts";
import { silentLog } from "./silent-log.ts";
import { closing, tempFolder } from "./temp-folder.ts";

type Wishes = {
  log?: MessagingLog;
  consumer?: Partial<ConsumerOptions<Tx>>;
  store?: Partial<StoreOptions>;
  snapshot?: () => Promise<unknown>;
};

/** An owner ("order") and a consumer ("barista") in this process, over HTTP, each with a file of its own. */
export async function twoServices(t: TestContext, wishes: Wishes = {}) {
  const close = closing(t);
  const folder = await tempFolder();
  close(() => folder.remove());
  const log = wishes.log ?? silentLog;
  const options: StoreOptions = { log, now: Date.now, ...wishes.store };
  const owner = await openStore(`sqlite://${folder.path}/order.db`, options);
  close(() => owner.close());
  const consumer = await openStore(`sqlite://${folder.path}/barista.db`, options);
  close(() => consumer.close());
  const server = await serveFeed({ store: owner, ...(wishes.snapshot ? { snapshot: wishes.snapshot } : {}) });
  close(() => server.close());
  const startRelaying = () => {
    const { relay: port, leases, onCommit } = owner;
    const relay = startRelay({
      owner: "order",
      relay: port,
      leases,
      onCommit,
      onStamped() {},
      log,
      now: Date.now,
    });
    close(() => relay.close());
    return relay;
  };
  const startHearing = () => {
    const hearing = startConsumer<Tx>({
      feed: "order",
      self: "barista",
      client: feedClientOf(() => [server.url]),
      inbox: consumer.inbox,
      leases: consumer.leases,
      handlers: { OrderReady: (event, tx) => recordEffect(consumer, tx, event) },
      log,
      now: Date.now,
      ...wishes.consumer,
    });
    close(() => hearing.close());
    return hearing;
  };
  return { owner, consumer, server, folder, startRelaying, startHearing, close };
}
