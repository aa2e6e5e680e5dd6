import { eurekaCalls } from "./eureka-calls.ts";
import { registrationOf } from "./eureka-wire.ts";
import { createOwnRegistration } from "./own-registration.ts";
import { pause } from "./pauses.ts";
import type { Registry, RegistryOptions } from "./port.ts";
import { defaultFetchIntervalMs, defaultLease, forgottenGraceMs } from "./port.ts";
import { createRegistryPicture } from "./registry-picture.ts";

/** `urls` are the registries' `/apps/` addresses. */
export function eurekaRegistry(urls: readonly string[], options: RegistryOptions): Registry {
  const { log, now, random = Math.random } = options;
  const fetchIntervalMs = options.fetchIntervalMs ?? defaultFetchIntervalMs;
  const lease = options.lease ?? defaultLease;
  const calls = eurekaCalls(urls, log, now);
  const closing = new AbortController();

  const own = createOwnRegistration(
    {
      register(self, status) {
        calls.describe(registrationOf(self, lease));
        return calls.register(status);
      },
      async renew() {
        const code = await calls.renew();
        if (code !== 200 && code !== 404) throw new Error(`the registry answered a renewal with ${code}`);
        return code === 200;
      },
      async setStatus(_self, status) {
        // Back to UP means without the override. It is told UP as well: registered anew while draining, it has none.
        if (status === "UP") await calls.clearOverride(status);
        if ((await calls.override(status)) !== 200) await calls.register(status);
      },
      cancel: calls.cancel,
    },
    { renewalMs: lease.renewalMs, onUnknown: () => picture.weAreUnknown(), log, random },
  );
  const picture = createRegistryPicture({
    ...{ dataDir: options.dataDir, log, now },
    graceMs: forgottenGraceMs(lease),
    ownId: own.registeredId,
    onForgotten: () => void own.renewNow().catch(() => {}),
  });

  async function fetchOnce(): Promise<void> {
    try {
      const instances = await calls.fetch();
      if (!closing.signal.aborted) picture.told(instances, now());
    } catch (fault) {
      if (!closing.signal.aborted) picture.lost(fault);
    }
  }

  let fetching: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  /** A fetch under way may have been answered before the change that the caller knows of: so one more follows. */
  function refresh(): Promise<void> {
    if (closing.signal.aborted) return Promise.resolve();
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

  async function watchRegistry(): Promise<void> {
    do await refresh();
    while (await pause(fetchIntervalMs, closing.signal));
  }
  const watching = watchRegistry();

  return {
    ...own.part,
    ...picture.part,
    async register(description) {
      await own.register(description);
      await refresh();
    },
    refresh,
    async close() {
      closing.abort();
      const leaving = own.close();
      calls.close();
      await Promise.all([watching, leaving, fetching]);
    },
  };
}
