import { createRequire } from "node:module";
import { watchConsul } from "./consul-watches.ts";
import { checkId, consulRegistration } from "./consul-wire.ts";
import { rememberForgotten } from "./forgotten-registry.ts";
import { keptView } from "./kept-view.ts";
import { createKnownInstances } from "./known-instances.ts";
import { atMost, growingPauseMs, leavingMs, pause } from "./pauses.ts";
import type {
  Instance,
  Registry,
  RegistryOptions,
  RegistryView,
  SelfDescription,
  SettableStatus,
} from "./port.ts";
import { defaultLease, instanceId } from "./port.ts";
import { createTurns } from "./turns.ts";

/** `url` is the agent next to this process: agents gossip, so there is no list of them. */
export function consulRegistry(url: string, options: RegistryOptions): Registry {
  const { log, now, random = Math.random } = options;
  const lease = options.lease ?? defaultLease;
  const consul = connect(url);
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

  const graceMs = lease.renewalMs + 2_000;
  const withForgotten = rememberForgotten({
    ownId: () => (registered && self ? instanceId(self) : undefined),
    known: () => known.all(),
    now,
    graceMs,
    onForgotten() {
      inTurn(renew).catch(() => {});
      // Nothing may change after the grace, and so nothing would tell that it is over.
      pause(graceMs + 50, closing.signal).then(refresh, () => {});
    },
  });

  function onPicture(instances: Instance[]): void {
    if (closing.signal.aborted) return;
    const back = view.source !== "live";
    view = { source: "live", asOfMs: now() };
    const changed = known.replace(withForgotten(instances));
    if (changed || back) kept.save(view.asOfMs, known.all());
    if (back) log.info("registry.reached", { instances: known.all().length });
  }

  function onLost(fault: unknown): void {
    if (closing.signal.aborted || view.source !== "live") return;
    view = { source: "disk", asOfMs: view.asOfMs };
    log.warn("registry.lost", { reason: reasonOf(fault), instances: known.all().length });
  }

  const watches = watchConsul(consul, { onPicture, onLost }, random);

  async function refresh(): Promise<void> {
    if (closing.signal.aborted) return;
    await watches.readAll().then(onPicture, onLost);
  }
  const firstRead = refresh();

  async function announce(description: SelfDescription): Promise<void> {
    await consul.agent.service.register(consulRegistration(description, lease.durationMs));
    if (wanted !== "UP") await setMaintenance(description, true);
  }

  function setMaintenance(description: SelfDescription, enable: boolean): Promise<void> {
    return consul.agent.service.maintenance({
      id: instanceId(description),
      enable,
      ...(enable && { reason: wanted }),
    });
  }

  /** An agent that does not know the check (any more) refuses to pass it: then we register again. */
  async function renew(): Promise<void> {
    if (!self || leaving.signal.aborted) return;
    try {
      await consul.agent.check.pass({ id: checkId(instanceId(self)) });
    } catch (fault) {
      if (leaving.signal.aborted || !(fault instanceof Error && "statusCode" in fault)) throw fault;
      await announce(self);
      log.info("registry.registered-again", { instance: instanceId(self), status: wanted });
    }
  }

  async function renewUntilLeaving(): Promise<void> {
    let failures = 0;
    const everyMs = Math.min(lease.renewalMs, lease.durationMs / 3);
    while (await pause(failures === 0 ? everyMs : Math.min(1_000, everyMs), leaving.signal)) {
      try {
        await inTurn(renew);
        failures = 0;
      } catch (fault) {
        if (failures++ === 0) log.warn("registry.renewal-failed", { reason: reasonOf(fault) });
      }
    }
  }

  return {
    async register(description) {
      self = description;
      leaving = new AbortController();
      const mine = leaving.signal;
      for (let attempt = 0; !mine.aborted; attempt++) {
        try {
          await inTurn(() => announce(description));
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
      if (!registered || !self) return;
      try {
        const own = self;
        await atMost(
          leavingMs,
          inTurn(() => setMaintenance(own, status !== "UP")),
        );
      } catch (fault) {
        log.warn("registry.status-not-set", { status, reason: reasonOf(fault) });
      }
    },
    async deregister() {
      leaving.abort();
      if (!registered || !self) return;
      registered = false;
      try {
        const id = instanceId(self);
        // After a renewal that is under way: it could register us again.
        await atMost(
          leavingMs,
          inTurn(() => consul.agent.service.deregister({ id })),
        );
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
      watches.end();
      await Promise.all([renewing, firstRead]);
      consul.destroy();
    },
  };
}

function connect(url: string) {
  // Loaded only where Consul is spoken.
  const Consul = createRequire(import.meta.url)("consul") as typeof import("consul");
  const { hostname, port, protocol, password } = new URL(url);
  const secure = protocol === "https:";
  return new Consul({
    host: hostname,
    port: Number(port) || (secure ? 443 : 8500),
    secure,
    // An ACL token stands where a password would.
    ...(password && { defaults: { token: decodeURIComponent(password) } }),
  });
}

function reasonOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault);
}
