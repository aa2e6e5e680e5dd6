import { growingPauseMs } from "@siren/chassis/messaging/growing-pause";
import type { Campaign, LeasePort } from "@siren/chassis/messaging/ports";
import { createWake } from "@siren/chassis/messaging/wake";
import { type ChannelHealth, createChannelHealth } from "./channel-health.ts";
import { createDelivery, type DeliveryParts } from "./delivery.ts";
import type { Due } from "./outgoing.ts";

export type SenderParts = DeliveryParts & {
  leases: LeasePort;
  random?: () => number;
  lookEveryMs?: number;
};

/** What is under way when this process is told to stop may still end. */
const graceMs = 1_000;
const troublePause = { firstMs: 50, mostMs: 2_000 };

/**
 * One replica at a time sends what waits. A process that dies after the other end took a letter, and before it is
 * noted, leaves it to be sent again under the same id: that is the price of losing none.
 */
export function startSender(parts: SenderParts): Campaign {
  const { channel, outgoing, courier, leases, log, now, random = Math.random, lookEveryMs = 1_000 } = parts;
  const wake = createWake();
  outgoing.onPut(channel, () => wake.ring());

  return leases.campaign(`send:${channel}`, async ({ signal }) => {
    const health = createChannelHealth(now, random);
    const deliver = createDelivery(parts, health);
    const stop = endingAfter(signal, graceMs);
    /** One for each person: "ready" is not to be read before "begun". */
    const underWay = new Map<string, Promise<void>>();
    let troubles = 0;

    function begin(due: Due) {
      const ended = deliver(due, stop)
        .catch((error: unknown) =>
          log.warn("notifier.failed", { channel, failures: 1, error: String(error) }),
        )
        .finally(() => {
          underWay.delete(due.to);
          wake.ring();
        });
      underWay.set(due.to, ended);
    }

    /** Begins what may be begun, and says how long there is nothing to look for. */
    async function look(): Promise<number> {
      const free = (health.isDown() ? 1 : courier.atOnce) - underWay.size;
      if (free <= 0) return lookEveryMs;
      if (health.quietMs() > 0) {
        if (health.freshMs() > 0) return health.freshMs();
        const fresh = (await outgoing.newest(channel)).find((due) => isNew(due, health, underWay));
        if (fresh) begin(fresh);
        return lookEveryMs;
      }
      const busy = [...underWay.keys()];
      const { letters, nextAt } = await outgoing.due(channel, now(), busy);
      if (letters.length === 0 && nextAt === undefined && busy.length === 0) health.forgetAll();
      const chosen = onePerPerson(letters.toSorted((one, other) => one.attempts - other.attempts));
      for (const due of chosen.slice(0, free)) begin(due);
      if (chosen.length > free || letters.length > chosen.length) return lookEveryMs;
      return nextAt === undefined ? lookEveryMs : Math.max(10, nextAt - now());
    }

    while (!signal.aborted) {
      try {
        await wake.wait(Math.min(lookEveryMs, await look()), signal);
        troubles = 0;
      } catch (error) {
        troubles += 1;
        log.warn("notifier.failed", { channel, failures: troubles, error: String(error) });
        await createWake().wait(growingPauseMs(troubles, troublePause, random), signal);
      }
    }
    await Promise.all(underWay.values());
  });
}

function isNew(due: Due, health: ChannelHealth, underWay: ReadonlyMap<string, unknown>): boolean {
  return health.isFresh(due._id) && !underWay.has(due.to);
}

function onePerPerson(letters: readonly Due[]): Due[] {
  const seen = new Set<string>();
  return letters.filter(({ to }) => (seen.has(to) ? false : seen.add(to)));
}

function endingAfter(signal: AbortSignal, ms: number): AbortSignal {
  const ending = new AbortController();
  const begin = () => void setTimeout(() => ending.abort(), ms).unref();
  if (signal.aborted) begin();
  else signal.addEventListener("abort", begin, { once: true });
  return ending.signal;
}
