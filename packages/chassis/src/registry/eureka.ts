import { eurekaCalls } from "./eureka-calls.ts";
import { registrationOf } from "./eureka-wire.ts";
import { rememberForgotten } from "./forgotten-registry.ts";
import { keptView } from "./kept-view.ts";
import { createKnownInstances } from "./known-instances.ts";
import { atMost, growingPauseMs, leavingMs, pause } from "./pauses.ts";
import type { Registry, RegistryOptions, RegistryView, SelfDescription, SettableStatus } from "./port.ts";
import { defaultFetchIntervalMs, defaultLease, instanceId } from "./port.ts";
import { createTurns } from "./turns.ts";

/** `urls` are the registries' `/apps/` addresses. */
export function eurekaRegistry(urls: readonly string[], options: RegistryOptions): Registry {
  const { log, now, random = Math.random } = options;
  const fetchIntervalMs = options.fetchIntervalMs ?? defaultFetchIntervalMs;
  const lease = options.lease ?? defaultLease;
  const calls = eurekaCalls(urls, log, now);
  const known = createKnownInstances();
  const kept = keptView(options.dataDir, log);
  const inTurn = createTurns();
  const closing = new AbortController();
  let view: RegistryView = { source: "none", asOfMs: 0 };
  let self: SelfDescription | undefined;
  let wanted: SettableStatus = "UP";
  let leaving = new AbortController();
  let registered = false;
  let renewing: Promise<void> = Promise.resolve();

  const remembered = kept.load();
  if (remembered) {
    known.replace(remembered.instances);
    view = { source: "disk", asOfMs: remembered.asOfMs };
  }

  const withForgotten = rememberForgotten({
    ownId: () => (registered && self ? instanceId(self) : undefined),
    known: () => known.all(),
    now,
    graceMs: lease.renewalMs + 2_000,
    onForgotten: () => void inTurn(renew).catch(() => {}),
  });

  async function fetchOnce(): Promise<void> {
    try {
      const answer = await calls.fetch();
      if (closing.signal.aborted) return;
      const back = view.source !== "live";
      view = { source: "live", asOfMs: now() };
      const changed = known.replace(withForgotten(answer));
      if (changed || back) kept.save(view.asOfMs, known.all());
      if (back) log.info("registry.reached", { instances: known.all().length });
    } catch (fault) {
      if (closing.signal.aborted || view.source !== "live") return;
      view = { source: "disk", asOfMs: view.asOfMs };
      log.warn("registry.lost", { reason: reasonOf(fault), instances: known.all().length });
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

  async function renew(): Promise<void> {
    if (leaving.signal.aborted) return;
    const code = await calls.renew();
    if (code === 200 || leaving.signal.aborted) return;
    if (code !== 404) throw new Error(`the registry answered a renewal with ${code}`);
    await calls.register(wanted);
    log.info("registry.registered-again", { instance: self && instanceId(self), status: wanted });
  }

  async function renewUntilLeaving(): Promise<void> {
    let failures = 0;
    const waitMs = () => (failures === 0 ? lease.renewalMs : Math.min(1_000, lease.renewalMs));
    while (await pause(waitMs(), leaving.signal)) {
      try {
        await inTurn(renew);
        failures = 0;
      } catch (fault) {
        if (failures++ === 0) log.warn("registry.renewal-failed", { reason: reasonOf(fault) });
      }
    }
  }

  async function tell(status: SettableStatus): Promise<void> {
    // Back to UP means without the override. It is told UP as well: registered anew while draining, it has none.
    if (status === "UP") await calls.clearOverride(status);
    if ((await calls.override(status)) !== 200) await calls.register(status);
  }

  const watching = watchRegistry();

  return {
    async register(description) {
      self = description;
      leaving = new AbortController();
      const mine = leaving.signal;
      calls.describe(registrationOf(description, lease));
      for (let attempt = 0; !mine.aborted; attempt++) {
        try {
          await inTurn(() => calls.register(wanted));
          registered = true;
          break;
        } catch (fault) {
          if (attempt % 10 === 0)
            log.warn("registry.registration-failed", { attempt, reason: reasonOf(fault) });
          await pause(growingPauseMs(attempt, random), mine);
        }
      }
      if (mine.aborted) return;
      log.info("registry.registered", { instance: instanceId(description), status: wanted });
      renewing = renewUntilLeaving();
      await refresh();
    },
    async setStatus(status) {
      wanted = status;
      if (!registered) return;
      try {
        await atMost(
          leavingMs,
          inTurn(() => tell(status)),
        );
      } catch (fault) {
        log.warn("registry.status-not-set", { status, reason: reasonOf(fault) });
      }
    },
    async deregister() {
      leaving.abort();
      if (!registered) return;
      registered = false;
      try {
        // After a renewal that is under way: it could register us again.
        await atMost(leavingMs, inTurn(calls.cancel));
      } catch (fault) {
        log.warn("registry.not-deregistered", { reason: reasonOf(fault) });
      }
    },
    instances: (service) => known.up(service),
    services: () => known.services(),
    watch: (service, listener) => known.watch(service, listener),
    refresh,
    view: () => view,
    selfId: () => (self && !leaving.signal.aborted ? instanceId(self) : undefined),
    async close() {
      leaving.abort();
      closing.abort();
      calls.close();
      await Promise.all([watching, renewing, fetching]);
    },
  };
}

function reasonOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
