import { createRequire } from "node:module";
import { watchConsul } from "./consul-watches.ts";
import { checkId, consulInstances, consulRegistration, consulServices } from "./consul-wire.ts";
import { createOwnRegistration } from "./own-registration.ts";
import { pause } from "./pauses.ts";
import type { Registry, RegistryOptions, SelfDescription } from "./port.ts";
import { defaultLease, defaultSilenceMs, forgottenGraceMs, instanceId } from "./port.ts";
import { createRegistryPicture } from "./registry-picture.ts";

const answerTimeoutMs = 3_000;

/** `url` is the agent next to this process: agents gossip, so there is no list of them. */
export function consulRegistry(url: string, options: RegistryOptions): Registry {
  const { log, now, random = Math.random } = options;
  const lease = options.lease ?? defaultLease;
  const consul = connect(url);
  const closing = new AbortController();

  /** Consul has no status OUT_OF_SERVICE: maintenance is what hides a service from its callers. */
  const setMaintenance = (self: SelfDescription, reason: string | undefined): Promise<void> =>
    consul.agent.service.maintenance({
      id: instanceId(self),
      enable: reason !== undefined,
      ...(reason !== undefined && { reason }),
    });

  const own = createOwnRegistration(
    {
      async register(self, status) {
        await consul.agent.service.register(consulRegistration(self, status, lease.durationMs));
        if (status !== "UP") await setMaintenance(self, status);
      },
      async renew(self) {
        try {
          await consul.agent.check.pass({ id: checkId(instanceId(self)) });
          return true;
        } catch (fault) {
          // Agents of different age refuse an unknown check with 404 or with 500.
          if (fault instanceof Error && "statusCode" in fault) return false;
          throw fault;
        }
      },
      setStatus: (self, status) => setMaintenance(self, status === "UP" ? undefined : status),
      cancel: (self) => consul.agent.service.deregister({ id: instanceId(self) }),
    },
    // Whatever the interval: a check that is passed but once before it runs out would not stand one lost call.
    {
      renewalMs: Math.min(lease.renewalMs, lease.durationMs / 3),
      onUnknown: () => picture.weAreUnknown(),
      log,
      random,
    },
  );

  const graceMs = forgottenGraceMs(lease);
  const picture = createRegistryPicture({
    ...{ dataDir: options.dataDir, log, now, graceMs },
    ownId: own.registeredId,
    onForgotten() {
      own.renewNow().catch(() => {});
      // Nothing may change after the grace, and so nothing would tell that it is over.
      pause(graceMs + 50, closing.signal).then(refresh, () => {});
    },
  });

  const watches = watchConsul(consul, {
    ...{ now, random, silenceMs: options.silenceMs ?? defaultSilenceMs },
    onAnswer: (instances, asOfMs) => closing.signal.aborted || picture.told(instances, asOfMs),
    onLost: (fault) => closing.signal.aborted || picture.lost(fault),
  });

  async function refresh(): Promise<void> {
    if (closing.signal.aborted) return;
    await watches.readAll();
  }
  const firstRead = refresh();

  return {
    ...own.part,
    ...picture.part,
    async register(description) {
      await own.register(description);
      await refresh();
    },
    refresh,
    async ask() {
      const services = consulServices(await consul.catalog.service.list());
      const answers = await Promise.all(services.map((service) => consul.health.service({ service })));
      return answers.flatMap(consulInstances);
    },
    async override({ id }, status) {
      // Maintenance belongs to the agent with which an instance registered, and ours may be another one.
      await consul.agent.service.maintenance({
        ...{ id, enable: status !== undefined },
        ...(status !== undefined && { reason: status }),
      });
      await refresh();
    },
    async noticed(mostMs) {
      await pause(mostMs, closing.signal);
    },
    async close() {
      closing.abort();
      watches.end();
      const leaving = own.close();
      // It ends what is under way: a blocking query would hold us for its whole time.
      consul.destroy();
      await Promise.all([leaving, firstRead]);
    },
  };
}

function connect(url: string) {
  // Loaded only where Consul is spoken.
  const Consul = createRequire(import.meta.url)("consul") as typeof import("consul");
  const { hostname, port, protocol, password } = new URL(url);
  const secure = protocol === "https:";
  const options = {
    host: hostname,
    port: Number(port) || (secure ? 443 : 8500),
    secure,
    // Its types do not name it. A blocking query has a longer one of its own.
    timeout: answerTimeoutMs,
    // An ACL token stands where a password would.
    ...(password && { defaults: { token: decodeURIComponent(password) } }),
  };
  return new Consul(options);
}
