import { eitherSignal } from "../either-signal.ts";
import { type InstanceChange, watchChanges, withChange } from "./change-watch.ts";
import { pause } from "./pauses.ts";
import type { EventLog, Instance } from "./port.ts";
import { watchedFetchIntervalMs } from "./port.ts";
import type { PushCalls } from "./push-calls.ts";
import type { RegistryPicture } from "./registry-picture.ts";

type Options = {
  registries: ReadonlyMap<string, PushCalls>;
  fetch: () => Promise<Instance[]>;
  /** Where to read from, so that what is read and what is told come from one registry. */
  prefer: (url: string) => void;
  picture: RegistryPicture;
  /** It told that we are gone, and we are not. */
  onOwnEnd: () => void;
  ownId: () => string | undefined;
  fetchIntervalMs: number;
  now: () => number;
  random: () => number;
  log: EventLog;
  signal: AbortSignal;
};

/** Not more often than this is all of it read after a change. */
const safetyMs = 5_000;
/** Many changes are one writing to disk. */
const keptAfterMs = 200;

export type ToldView = {
  refresh(): Promise<void>;
  /** Once the signal is aborted: resolves when nothing is under way any more. */
  ended: Promise<void>;
};

/**
 * The registry's view, kept by what its change stream tells, and read whole for safety: a little after each
 * change, and now and then. While no stream tells us it is read at its interval, as from any Eureka server.
 */
export function keepToldView(options: Options): ToldView {
  const { picture, now, random, log, signal } = options;
  let fetching: Promise<boolean> | undefined;
  let next: Promise<boolean> | undefined;
  /** What was told while the registry was being read: the answer may be older. */
  let meanwhile: InstanceChange[] = [];
  /** The registry that tells us; undefined while none does. */
  let teller: string | undefined;
  let readAtMs = 0;
  let soon: NodeJS.Timeout | undefined;
  let keeping: NodeJS.Timeout | undefined;
  let resting = new AbortController();

  async function fetchOnce(): Promise<boolean> {
    meanwhile = [];
    readAtMs = now();
    // Each time: a request that fails turns the library to another registry, whose view may be another one.
    if (teller !== undefined) options.prefer(teller);
    try {
      const instances = await options.fetch();
      if (!signal.aborted) picture.told(meanwhile.reduce(withChange, instances), now());
      return true;
    } catch (fault) {
      if (!signal.aborted) picture.lost(fault);
      return false;
    }
  }

  /** Whether it was read. A fetch under way may have been answered before the change that the caller knows of: so one more follows. */
  function refresh(): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    if (!fetching) {
      fetching = fetchOnce().finally(() => {
        fetching = undefined;
      });
      return fetching;
    }
    next ??= fetching.then(() => {
      next = undefined;
      return refresh();
    });
    return next;
  }

  /** What is told is in the view by then: many changes make one reading, and many watchers do not read at once. */
  function refreshSoon(): void {
    const jitterMs = Math.round(random() * 150);
    const sinceMs = now() - readAtMs;
    soon ??= setTimeout(
      () => {
        soon = undefined;
        void refresh();
      },
      Math.max(50, safetyMs - Math.max(0, sinceMs)) + jitterMs,
    );
  }

  function change(told: InstanceChange): void {
    if (fetching) meanwhile.push(told);
    picture.changed(told);
    keeping ??= setTimeout(() => {
      keeping = undefined;
      picture.keep();
    }, keptAfterMs);
    refreshSoon();
    if (told.isGone && told.instance.id === options.ownId()) options.onOwnEnd();
  }

  async function readNowAndThen(): Promise<void> {
    while (!signal.aborted) {
      await refresh();
      resting = new AbortController();
      await pause(
        teller !== undefined
          ? Math.max(watchedFetchIntervalMs, options.fetchIntervalMs)
          : options.fetchIntervalMs,
        eitherSignal(signal, resting.signal),
      );
    }
  }

  const watching = watchChanges({
    ...{ registries: options.registries, random, log, signal },
    onLive(url) {
      teller = url;
      return refresh();
    },
    onChange: change,
    onHeard: () => picture.confirmed(now()),
    onAway() {
      teller = undefined;
      resting.abort();
    },
  });
  const reading = readNowAndThen();
  const stop = () => {
    clearTimeout(soon);
    clearTimeout(keeping);
    picture.keep();
  };
  signal.addEventListener("abort", stop, { once: true });

  return {
    refresh: async () => void (await refresh()),
    ended: Promise.all([watching, reading]).then(async () => {
      await fetching;
      await next;
    }),
  };
}
