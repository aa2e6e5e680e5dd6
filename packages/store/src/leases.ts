import { setTimeout as pause } from "node:timers/promises";
import type { Campaign, Lease, LeasePort } from "@siren/chassis/messaging/ports";
import { createWake, type Wake } from "@siren/chassis/messaging/wake";
import type { LeaseBook } from "./lease-book.ts";

export type LeaseTimes = {
  /** For how long a holder that is not heard of keeps the lease. */
  ttlMs: number;
  renewEveryMs: number;
  /** How often somebody without the lease looks at it while its beat is due. */
  lookEveryMs: number;
};

/** A little before the next beat: whoever looked after it each time would see each later than the one before. */
const aheadOfBeatMs = 5;
const never = 2 ** 31 - 1;

export const leaseTimes: LeaseTimes = { ttlMs: 800, renewEveryMs: 250, lookEveryMs: 75 };

export type LeaseParts = {
  book: LeaseBook;
  times: LeaseTimes;
  monotonicMs: () => number;
  onTrouble: (event: string, fields: Record<string, unknown>) => void;
};

type Entry = {
  name: string;
  duty: (lease: Lease) => Promise<void>;
  closed: AbortController;
  held?: { token: number; validUntilMs: number; lost: AbortController } | undefined;
  /** What was last news, and whether the last look found it. */
  seen?: { token: number; beat: number; atMs: number; isNews: boolean } | undefined;
  onDuty: boolean;
  dutyDone: Promise<void>;
};

export type Leases = LeasePort & { close(): Promise<void> };

/**
 * Leases are renewed together with one write. Nobody's clock is compared with another machine's: whoever
 * wants a lease watches its beat, and takes it when the beat stood still for `ttlMs` of the watcher's own time.
 */
export function createLeases({ book, times, monotonicMs, onTrouble }: LeaseParts): Leases {
  const entries = new Set<Entry>();
  const stopped = new AbortController();
  const loops: Promise<void>[] = [];

  const renewing = createWake();
  const contending = createWake();

  /** `work` answers how long there is nothing to do for it unless `wake` is rung. */
  const again = async (wake: Wake, afterTroubleMs: number, work: () => Promise<number>) => {
    while (!stopped.signal.aborted) {
      let restMs = afterTroubleMs;
      try {
        restMs = await work();
      } catch (error) {
        if (!stopped.signal.aborted) onTrouble("lease.trouble", { error: String(error) });
      }
      await wake.wait(restMs, stopped.signal);
    }
  };

  function begin(entry: Entry, token: number, askedAtMs: number): void {
    // One signal for both ends of a duty, held by the entry: AbortSignal.any forgets a source that was aborted and
    // collected before the duty listened (either-signal.ts), and that went on with a lost token for minutes.
    const lost = new AbortController();
    entry.seen = undefined;
    entry.held = { token, validUntilMs: askedAtMs + times.ttlMs, lost };
    entry.onDuty = true;
    entry.dutyDone = doDuty(entry, { token, signal: lost.signal }).finally(() => {
      entry.onDuty = false;
    });
    renewing.ring();
  }

  async function doDuty(entry: Entry, lease: Lease): Promise<void> {
    while (!lease.signal.aborted) {
      try {
        await entry.duty(lease);
      } catch (error) {
        onTrouble("lease.duty-failed", { lease: entry.name, error: String(error) });
      }
      // A duty that came back although the lease stands is taken up again, without haste.
      await pause(200, undefined, { signal: lease.signal }).catch(() => undefined);
    }
  }

  function lose(entry: Entry): void {
    entry.held?.lost.abort();
    entry.held = undefined;
    contending.ring();
  }

  function closeEntry(entry: Entry): void {
    entry.closed.abort();
    entry.held?.lost.abort();
  }

  async function renew(): Promise<number> {
    const asked = monotonicMs();
    for (const entry of entries) if (entry.held && entry.held.validUntilMs <= asked) lose(entry);
    const believed = [...entries].flatMap((entry) => (entry.held ? [{ entry, held: entry.held }] : []));
    if (believed.length === 0) return never;
    const mine = await book.renew(new Map(believed.map(({ entry, held }) => [entry.name, held.token])));
    for (const { entry, held } of believed) {
      // Lost, and perhaps taken anew, while this was asked.
      if (entry.held !== held) continue;
      if (mine.get(entry.name) === held.token) held.validUntilMs = asked + times.ttlMs;
      else lose(entry);
    }
    return times.renewEveryMs;
  }

  async function contend(): Promise<number> {
    const wanting = [...entries].filter((entry) => !entry.held && !entry.closed.signal.aborted);
    if (wanting.length === 0) return never;
    const asked = monotonicMs();
    const found = await book.look(wanting.map((entry) => entry.name));
    for (const entry of wanting) {
      const lease = found.get(entry.name);
      if (lease && lease.holder !== null && !stoodStill(entry, lease, asked)) continue;
      // The duty under the old token must have ended first: two of one process would share its state.
      if (entry.onDuty) continue;
      const takenAt = monotonicMs();
      const token = await book.take(entry.name, lease);
      if (token !== undefined && !entry.closed.signal.aborted) begin(entry, token, takenAt);
    }
    return untilNextLookMs(wanting);
  }

  /** Where every holder was just heard of, none can be taken before its next beat is due. */
  function untilNextLookMs(wanting: readonly Entry[]): number {
    const areHeardOf = wanting.every(({ held, seen }) => held !== undefined || seen?.isNews === true);
    return areHeardOf ? Math.max(times.lookEveryMs, times.renewEveryMs - aheadOfBeatMs) : times.lookEveryMs;
  }

  function stoodStill(entry: Entry, lease: { token: number; beat: number }, atMs: number): boolean {
    const { seen } = entry;
    if (seen && seen.token === lease.token && seen.beat === lease.beat) {
      seen.isNews = false;
      return atMs - seen.atMs >= times.ttlMs;
    }
    entry.seen = { token: lease.token, beat: lease.beat, atMs, isNews: seen !== undefined };
    return false;
  }

  return {
    campaign(name, duty): Campaign {
      const entry: Entry = {
        name,
        duty,
        closed: new AbortController(),
        onDuty: false,
        dutyDone: Promise.resolve(),
      };
      entries.add(entry);
      contending.ring();
      if (loops.length === 0)
        loops.push(again(renewing, times.renewEveryMs, renew), again(contending, times.lookEveryMs, contend));
      return {
        held: () => entry.held !== undefined && monotonicMs() < entry.held.validUntilMs,
        async close() {
          closeEntry(entry);
          await entry.dutyDone;
          entries.delete(entry);
          const { held } = entry;
          entry.held = undefined;
          if (held) await book.release(name, held.token).catch(() => undefined);
        },
      };
    },
    async close() {
      for (const entry of entries) closeEntry(entry);
      await Promise.all([...entries].map((entry) => entry.dutyDone));
      stopped.abort();
      await Promise.all(loops);
      for (const entry of entries) {
        if (entry.held) await book.release(entry.name, entry.held.token).catch(() => undefined);
      }
      entries.clear();
    },
  };
}
