import { AsyncLocalStorage } from "node:async_hooks";
import type { Peers } from "./peers/peers.ts";
import type { Instances } from "./registry/instances.ts";
import type { Eviction, Keeper } from "./registry/keeper.ts";
import { TICK_MS } from "./registry/keeper.ts";
import type { Snapshot } from "./snapshot.ts";

export type TimerOptions = {
  readonly instances: Instances;
  readonly keeper: Keeper;
  readonly snapshot: Snapshot;
  /** What tells its readers something each second. */
  readonly streams: readonly { tick(): void }[];
  readonly peers: Pick<Peers, "refresh">;
  readonly peersRefreshMs: number;
  readonly onEvicted: (eviction: Eviction) => void;
  readonly onPreservation: (active: boolean) => void;
  readonly onSnapshotFault: (fault: unknown) => void;
};

/** A large registry that changes all the time spends no more than a tenth of its time on remembering itself. */
const RESTS_PER_SAVE = 9;

/** What happens each second. A snapshot that cannot be written is said and tried again, never fatal. */
export function startTimers(options: TimerOptions): { stop(): Promise<void> } {
  const { instances, keeper, snapshot, streams } = options;
  let savedVersion = instances.version;
  let saving: Promise<void> | undefined;
  let restUntilMs = 0;
  let preserving = false;

  const save = async (): Promise<void> => {
    const version = instances.version;
    const beganMs = performance.now();
    try {
      await snapshot.save(instances.all());
      savedVersion = version;
    } catch (fault) {
      options.onSnapshotFault(fault);
    }
    const endedMs = performance.now();
    restUntilMs = endedMs + (endedMs - beganMs) * RESTS_PER_SAVE;
  };

  const tick = (): void => {
    for (const eviction of keeper.tick()) options.onEvicted(eviction);
    for (const stream of streams) stream.tick();
    const { active } = keeper.preservation();
    if (active !== preserving) options.onPreservation(active);
    preserving = active;
    if (instances.version === savedVersion || saving || performance.now() < restUntilMs) return;
    saving = save().finally(() => {
      saving = undefined;
    });
  };

  const timer = setInterval(tick, TICK_MS);
  const peersTimer = setInterval(() => void options.peers.refresh(), options.peersRefreshMs);
  return {
    stop: async () => {
      clearInterval(timer);
      clearInterval(peersTimer);
      await saving;
      await save();
    },
  };
}

export type Later = {
  /** Runs the work once; it is told by how much it was late. Returns what calls it off. */
  later(ms: number, work: (lateMs: number) => void): () => void;
  /** What was not done by then is left undone. */
  stop(): void;
};

/** For what falls due between two ticks. */
export function createLater(now: () => number): Later {
  const waiting = new Set<NodeJS.Timeout>();
  // What is done later belongs to no request, least of all to the one that happened to put it off.
  const outside = AsyncLocalStorage.snapshot();
  return {
    later(ms, work) {
      const dueAt = now() + ms;
      const timer = outside(() =>
        setTimeout(() => {
          waiting.delete(timer);
          work(Math.max(0, now() - dueAt));
        }, ms),
      );
      waiting.add(timer);
      return () => {
        clearTimeout(timer);
        waiting.delete(timer);
      };
    },
    stop() {
      for (const timer of waiting) clearTimeout(timer);
      waiting.clear();
    },
  };
}
