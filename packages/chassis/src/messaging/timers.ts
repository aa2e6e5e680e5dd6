import type { Tracing } from "../tracing/tracing.ts";
import { growingPauseMs } from "./growing-pause.ts";
import { messagingMetrics } from "./messaging-metrics.ts";
import type {
  CommitSignal,
  DueTimer,
  Lease,
  LeasePort,
  MessagingLog,
  TimerKinds,
  TimerPort,
} from "./ports.ts";
import { restAfterMs } from "./rest-after.ts";
import { inTraceOf } from "./trace-of.ts";
import { createWake, restUntilWork } from "./wake.ts";

export type TimerHandlers<Tx> = Record<string, (timer: DueTimer, tx: Tx) => Promise<void>>;

export type TimersOptions<Tx> = {
  timers: TimerPort<Tx>;
  leases: LeasePort;
  onCommit: CommitSignal;
  handlers: TimerHandlers<Tx>;
  /** Kinds that come in numbers, and whose handlers bear to be run one after the other in one transaction. */
  together?: readonly string[];
  /** Fired by a lease of their own, one after the other beside all others; without it there is one queue. */
  queue?: TimerQueue;
  log: MessagingLog;
  tracing?: Tracing | undefined;
  now: () => number;
  random?: () => number;
  reach?: (step: string) => Promise<void>;
  lookEveryMs?: number;
};

export type TimerQueue = { lease: string; of: TimerKinds };

const isQueueApart = (queue: TimerQueue | undefined) => queue !== undefined && "only" in queue.of;

export type Timers = { wake(): void; close(): Promise<void> };

const atOnce = 50;

/** One replica at a time fires what is due. A timer whose handler fails is tried again for ever, ever later. */
export function startTimers<Tx>(options: TimersOptions<Tx>): Timers {
  const { leases, onCommit, log, now } = options;
  const { random = Math.random, lookEveryMs = 1_000, queue } = options;
  const isApart = isQueueApart(queue);
  const wake = createWake();
  const fireDue = createRound(options);
  /** When this process looks next, or sees to it that it does; unknown while it is looking. */
  let looksAt = Number.POSITIVE_INFINITY;
  /** When the next one is due that is known of. */
  let soonest = Number.POSITIVE_INFINITY;
  const isAlone = () => !isApart && leases.isAlone();
  const restMs = () => {
    const leftMs = soonest - now();
    looksAt = now() + Math.min(lookEveryMs, leftMs);
    return leftMs;
  };

  async function duty({ signal }: Lease): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      try {
        looksAt = Number.POSITIVE_INFINITY;
        const beganMs = performance.now();
        const { fired, isMore, nextAt } = await fireDue(signal);
        failures = 0;
        if (isMore) continue;
        if (fired > 0) await createWake().wait(restAfterMs(performance.now() - beganMs), signal);
        soonest = nextAt ?? Number.POSITIVE_INFINITY;
        await restUntilWork(wake, { lookEveryMs, restMs, isAlone, signal });
      } catch (error) {
        failures += 1;
        log.warn("timers.failed", { failures, error: String(error) });
        const pauseMs = growingPauseMs(failures, { firstMs: 50, mostMs: 2_000 }, random);
        await createWake().wait(pauseMs, signal);
      }
    }
  }

  const campaign = leases.campaign(queue?.lease ?? "timers", duty);
  // One that is due after the next look is found by that. A commit does not say of what kinds its timers are: those
  // of a queue apart are not looked for with each of all the others'.
  const unsubscribe = onCommit(({ scheduled, soonestAt = 0 }) => {
    if (isApart || scheduled === 0) return;
    soonest = Math.min(soonest, soonestAt);
    if (soonestAt < looksAt) wake.ring();
  });
  return {
    wake: () => wake.ring(),
    async close() {
      unsubscribe();
      await campaign.close();
    },
  };
}

export type Round = (signal: AbortSignal) => Promise<{ fired: number; isMore: boolean; nextAt?: number }>;

/** Fires what is due by now, once; for whoever holds the lease. */
export function createRound<Tx>(options: Omit<TimersOptions<Tx>, "leases" | "onCommit">): Round {
  const { timers, handlers, queue, log, tracing, now } = options;
  const { random = Math.random, reach = async () => undefined, together = [] } = options;
  const metrics = messagingMetrics();
  const isApart = isQueueApart(queue);

  async function run(timer: DueTimer, tx: Tx): Promise<void> {
    const handler = handlers[timer.kind];
    if (!handler) throw new Error(`nobody handles timers of kind ${timer.kind}`);
    await handler(timer, tx);
    await reach("timers.handled");
  }

  const stepOf = ({ kind }: DueTimer) => ({ tracing, name: `timer ${kind}`, kind: "does" }) as const;

  /** Where one of them fails nothing of the others is kept, and each is fired by itself. */
  async function fireTogether(several: readonly DueTimer[]): Promise<void> {
    try {
      const fired = await timers.fireTogether(several, (timer, tx) =>
        inTraceOf(timer.traceparent, () => run(timer, tx), stepOf(timer)),
      );
      for (const { kind } of fired) metrics.timersFired.add(1, { kind });
    } catch (error) {
      log.warn("timers.not-together", { timers: several.length, error: String(error) });
      for (const timer of several) await fire(timer);
    }
  }

  async function fire(timer: DueTimer): Promise<void> {
    const { id, kind, attempts } = timer;
    try {
      const fired = await inTraceOf(
        timer.traceparent,
        () => timers.fire(timer, (tx) => run(timer, tx)),
        stepOf(timer),
      );
      if (fired) metrics.timersFired.add(1, { kind });
    } catch (error) {
      log.warn("timer.failed", { timer: id, kind, attempts: attempts + 1, error: String(error) });
      metrics.timersFailed.add(1, { kind });
      const pauseMs = growingPauseMs(attempts + 1, { firstMs: 100, mostMs: 60_000 }, random);
      await timers.postpone(timer, now() + pauseMs, String(error));
    }
  }

  return async (signal) => {
    const { timers: due, nextAt } = await timers.due(now(), atOnce, queue?.of);
    const many = due.filter(({ kind }) => together.includes(kind));
    const alone = many.length > 1 ? due.filter((timer) => !many.includes(timer)) : due;
    if (many.length > 1 && !signal.aborted) await fireTogether(many);
    for (const timer of alone) {
      if (signal.aborted) break;
      await fire(timer);
    }
    // Nobody says what those of a queue apart have set meanwhile.
    const isMore = due.length === atOnce || (isApart && due.length > 0);
    return { fired: due.length, isMore, ...(nextAt === undefined ? {} : { nextAt }) };
  };
}
