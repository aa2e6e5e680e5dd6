import type { FeedOwner } from "@siren/contracts/feeds";
import { feedConsumers } from "@siren/contracts/feeds";
import { growingPauseMs } from "./growing-pause.ts";
import { messagingMetrics } from "./messaging-metrics.ts";
import type { CommitSignal, Lease, LeasePort, MessagingLog, RelayPort } from "./ports.ts";
import { restAfterMs } from "./rest-after.ts";
import { createWake, restUntilWork } from "./wake.ts";

export type RelayOptions = {
  owner: FeedOwner;
  relay: RelayPort;
  leases: LeasePort;
  onCommit: CommitSignal;
  /** New numbers were given out here: siblings hold readers that wait for them. */
  onStamped: (head: number) => void;
  log: MessagingLog;
  now: () => number;
  random?: () => number;
  /** The named step "relay.stamped", for those who kill processes in the middle of things. */
  reach?: (step: string) => Promise<void>;
  monotonicMs?: () => number;
  lookEveryMs?: number;
  pruneEveryMs?: number;
  keepEventsMs?: number;
  keepLiveMs?: number;
};

export type Relay = { wake(): void; holdsLease(): boolean; close(): Promise<void> };

const atOnce = 200;

const dayMs = 24 * 60 * 60 * 1000;

/** One replica at a time gives the committed events their numbers. */
export function startRelay(options: RelayOptions): Relay {
  const { owner, relay, leases, onCommit, onStamped, log, now } = options;
  const { random = Math.random, reach = async () => undefined, lookEveryMs = 1_000 } = options;
  const { monotonicMs = () => performance.now() } = options;
  const { pruneEveryMs = 60_000, keepEventsMs = 7 * dayMs, keepLiveMs = 2 * dayMs } = options;
  const wake = createWake();
  const isAlone = () => leases.isAlone();
  const metrics = messagingMetrics();
  let nextPruneAt = now() + pruneEveryMs;

  async function duty({ token, signal }: Lease): Promise<void> {
    log.info("relay.began", { token });
    for (let failures = 0; !signal.aborted; ) {
      try {
        const beganMs = monotonicMs();
        const done = await relay.stamp(token, atOnce);
        const tookMs = monotonicMs() - beganMs;
        if (done === "deposed") {
          log.warn("relay.deposed", { token });
          return;
        }
        if (done.stamped > 0) {
          await reach("relay.stamped");
          onStamped(done.head);
          metrics.stamped.add(done.stamped, { feed: owner });
          if (done.oldestAt !== undefined) metrics.stampDelay.record(now() - done.oldestAt, { feed: owner });
        }
        failures = 0;
        if (done.more) continue;
        await pruneWhenDue();
        if (done.stamped > 0) await createWake().wait(restAfterMs(tookMs), signal);
        await restUntilWork(wake, { lookEveryMs, restMs: () => nextPruneAt - now(), isAlone, signal });
      } catch (error) {
        failures += 1;
        log.warn("relay.failed", { failures, error: String(error) });
        const pauseMs = growingPauseMs(failures, { firstMs: 20, mostMs: 1_000 }, random);
        await createWake().wait(pauseMs, signal);
      }
    }
  }

  async function pruneWhenDue(): Promise<void> {
    if (now() < nextPruneAt) return;
    nextPruneAt = now() + pruneEveryMs;
    const deleted = await relay.prune({ consumers: feedConsumers[owner], keepEventsMs, keepLiveMs });
    if (deleted === 0) return;
    log.info("feed.pruned", { deleted });
    // It deletes in small bites: a busy shop makes more in a minute than one of them takes.
    nextPruneAt = now() + lookEveryMs;
  }

  const campaign = leases.campaign("relay", duty);
  const unsubscribe = onCommit(({ published }) => published > 0 && wake.ring());
  return {
    wake: () => wake.ring(),
    holdsLease: () => campaign.held(),
    async close() {
      unsubscribe();
      await campaign.close();
    },
  };
}
