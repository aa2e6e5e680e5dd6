import { setTimeout as pause } from "node:timers/promises";
import type { Campaign, Lease, LeasePort } from "@siren/chassis/messaging/ports";
import { createWake, type Wake } from "@siren/chassis/messaging/wake";
import type { Beats } from "./beat-files.ts";
import type { LeaseBook } from "./lease-book.ts";
import { createLeaseWatch, type LeaseTimes, type Seen } from "./lease-watch.ts";

export const leaseTimes: LeaseTimes = { ttlMs: 800, renewEveryMs: 250, lookEveryMs: 75 };

const never = 2 ** 31 - 1;
/** Where the beat is not in the store: how often it is asked whether a lease is still ours, and is looked at. */
const askEveryMs = 1_000;
/** A holder whose store does not answer for so long leaves its work to others, whose store may. */
const unansweredMs = 2_500;

export type LeaseParts = {
  book: LeaseBook;
  /** As the book knows us. */
  holder: string;
  /** Where the processes of a store can see one another without it. */
  beats?: Beats | undefined;
  times: LeaseTimes;
  monotonicMs: () => number;
  onTrouble: (event: string, fields: Record<string, unknown>) => void;
};

type Held = { token: number; validUntilMs: number; lost: AbortController };

type Entry = {
  name: string;
  duty: (lease: Lease) => Promise<void>;
  closed: AbortController;
  held?: Held | undefined;
  seen?: Seen | undefined;
  onDuty: boolean;
  dutyDone: Promise<void>;
};

export type Leases = LeasePort & { close(): Promise<void> };

/**
 * Leases are renewed together, by one write to the store or by one beat beside it. Nobody's clock is compared with
 * another machine's: whoever wants a lease watches its holder's beat, and takes it when that stood still for `ttlMs` of
 * the watcher's own time.
 */
export function createLeases(parts: LeaseParts): Leases {
  const { book, holder, beats, times, monotonicMs, onTrouble } = parts;
  const watch = createLeaseWatch(beats, times);
  const entries = new Set<Entry>();
  const stopped = new AbortController();
  const loops: Promise<void>[] = [];

  const renewing = createWake();
  const contending = createWake();
  let isContending = false;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let answeredAtMs = monotonicMs();

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

  function heldNow(): { entry: Entry; held: Held }[] {
    const asked = monotonicMs();
    for (const entry of entries) if (entry.held && entry.held.validUntilMs <= asked) lose(entry);
    return [...entries].flatMap((entry) => (entry.held ? [{ entry, held: entry.held }] : []));
  }

  async function askWhoHolds(
    believed: ReturnType<typeof heldNow>,
    ask: (held: ReadonlyMap<string, number>) => Promise<ReadonlyMap<string, number>>,
  ): Promise<Held[]> {
    const mine = await ask(new Map(believed.map(({ entry, held }) => [entry.name, held.token])));
    // Lost, and perhaps taken anew, while this was asked.
    const still = believed.filter(({ entry, held }) => entry.held === held);
    for (const { entry, held } of still) if (mine.get(entry.name) !== held.token) lose(entry);
    return still.flatMap(({ entry, held }) => (entry.held === held ? [held] : []));
  }

  async function renewInStore(): Promise<number> {
    const believed = heldNow();
    const asked = monotonicMs();
    if (believed.length === 0) return never;
    for (const held of await askWhoHolds(believed, book.renew)) held.validUntilMs = asked + times.ttlMs;
    return times.renewEveryMs;
  }

  async function renewBeside(beside: Beats): Promise<number> {
    const believed = heldNow();
    const asked = monotonicMs();
    if (asked - answeredAtMs > unansweredMs) return times.renewEveryMs;
    beside.beat();
    for (const { held } of believed) held.validUntilMs = asked + times.ttlMs;
    return times.renewEveryMs;
  }

  /** What is renewed beside the store can have been taken by mistake only; but a store that hangs here may do elsewhere. */
  async function askNowAndThen(beside: Beats): Promise<number> {
    const believed = heldNow();
    if (believed.length > 0 && !beside.isAlone())
      await askWhoHolds(believed, (held) => book.holds([...held.keys()]));
    answeredAtMs = monotonicMs();
    return askEveryMs;
  }

  async function contend(): Promise<number> {
    const wanting = [...entries].filter((entry) => !entry.held && !entry.closed.signal.aborted);
    if (wanting.length === 0) return never;
    const asked = monotonicMs();
    const saidBy = watch.readOnce();
    if (asked - lookedAtMs < askEveryMs && wanting.every((entry) => watch.isHeldAsSeen(entry, saidBy, asked)))
      return watch.untilNextLookMs(wanting);
    lookedAtMs = asked;
    const found = await book.look(wanting.map((entry) => entry.name));
    for (const entry of wanting) {
      const lease = found.get(entry.name);
      // One that this process was too late to renew is nobody's.
      const isFree = !lease || lease.holder === null || lease.holder === holder;
      if (!isFree && !watch.stoodStill(entry, lease, saidBy(lease.holder), asked)) continue;
      // The duty under the old token must have ended first: two of one process would share its state.
      if (entry.onDuty) continue;
      const takenAt = monotonicMs();
      const token = await book.take(entry.name, lease);
      if (token === undefined) continue;
      if (entry.closed.signal.aborted) await giveBack(entry.name, token);
      else begin(entry, token, takenAt);
    }
    return watch.untilNextLookMs(wanting);
  }

  async function giveBack(name: string, token: number): Promise<void> {
    await book.release(name, token).catch(() => undefined);
    beats?.released();
  }

  // Also where nothing is held or wanted: whoever has the store open is to be seen.
  if (beats) {
    loops.push(
      again(renewing, times.renewEveryMs, () => renewBeside(beats)),
      again(createWake(), askEveryMs, () => askNowAndThen(beats)),
    );
  } else loops.push(again(renewing, times.renewEveryMs, renewInStore));

  return {
    isAlone: () => beats?.isAlone() ?? false,
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
      if (!isContending) loops.push(again(contending, times.lookEveryMs, contend));
      isContending = true;
      return {
        held: () => entry.held !== undefined && monotonicMs() < entry.held.validUntilMs,
        async close() {
          closeEntry(entry);
          await entry.dutyDone;
          entries.delete(entry);
          const { held } = entry;
          entry.held = undefined;
          if (held) await giveBack(name, held.token);
        },
      };
    },
    async close() {
      for (const entry of entries) closeEntry(entry);
      await Promise.all([...entries].map((entry) => entry.dutyDone));
      stopped.abort();
      await Promise.all(loops);
      for (const entry of entries) {
        if (entry.held) await giveBack(entry.name, entry.held.token);
      }
      entries.clear();
      beats?.close();
    },
  };
}
