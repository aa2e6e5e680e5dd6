import { eitherSignal } from "../either-signal.ts";
import { eurekaCalls } from "./eureka-calls.ts";
import { registrationOf } from "./eureka-wire.ts";
import { untilNoticed } from "./noticed.ts";
import { createOwnRegistration } from "./own-registration.ts";
import type { Registry, RegistryOptions, SelfDescription, SettableStatus } from "./port.ts";
import { defaultFetchIntervalMs, defaultLease, forgottenGraceMs, instanceId } from "./port.ts";
import { holdPresence } from "./presence.ts";
import { pushCalls } from "./push-calls.ts";
import { createRegistryPicture } from "./registry-picture.ts";
import { keepToldView } from "./told-view.ts";

/** `urls` are the registries' `/apps/` addresses. */
export function eurekaRegistry(urls: readonly string[], options: RegistryOptions): Registry {
  const { log, now, random = Math.random } = options;
  const lease = options.lease ?? defaultLease;
  const calls = eurekaCalls(urls, log, now);
  const registries = new Map(urls.map((url) => [url, pushCalls(url)]));
  const closing = new AbortController();
  const { signal } = closing;
  let status: SettableStatus = "UP";
  let present = new AbortController();
  let presence: Promise<void> = Promise.resolve();

  const own = createOwnRegistration(
    {
      register(self, wanted) {
        calls.describe(registrationOf(self, lease));
        return calls.register(wanted);
      },
      async renew() {
        const code = await calls.renew();
        if (code !== 200 && code !== 404) throw new Error(`the registry answered a renewal with ${code}`);
        return code === 200;
      },
      async setStatus(_self, wanted) {
        // Back to UP means without the override. It is told UP as well: registered anew while draining, it has none.
        if (wanted === "UP") await calls.clearOverride(wanted);
        if ((await calls.override(wanted)) !== 200) await calls.register(wanted);
      },
      cancel: calls.cancel,
    },
    { renewalMs: lease.renewalMs, onUnknown: () => picture.weAreUnknown(), log, random },
  );
  const renewNow = () => void own.renewNow().catch(() => {});
  const picture = createRegistryPicture({
    ...{ dataDir: options.dataDir, log, now },
    graceMs: forgottenGraceMs(lease),
    ownId: own.registeredId,
    onForgotten: renewNow,
  });
  const view = keepToldView({
    ...{ registries, picture, now, random, log, signal },
    ...{ fetch: calls.fetch, prefer: calls.prefer, onOwnEnd: renewNow, ownId: own.registeredId },
    fetchIntervalMs: options.fetchIntervalMs ?? defaultFetchIntervalMs,
  });

  const appOf = (self: SelfDescription) => self.service.toUpperCase();
  let registered: { app: string; id: string } | undefined;

  return {
    ...own.part,
    ...picture.part,
    async register(description) {
      await own.register(description);
      if (!own.registeredId()) return;
      registered = { app: appOf(description), id: instanceId(description) };
      present = new AbortController();
      presence = holdPresence({
        ...{ registries: registries.values(), ...registered, random },
        signal: eitherSignal(signal, present.signal),
        onForgotten: renewNow,
      });
      await view.refresh();
    },
    setStatus(wanted) {
      status = wanted;
      return own.part.setStatus(wanted);
    },
    async noticed(mostMs) {
      if (registered) await untilNoticed(registries.values(), { ...registered, status }, mostMs);
    },
    async deregister() {
      await own.part.deregister();
      registered = undefined;
      present.abort();
    },
    refresh: view.refresh,
    ask: calls.fetch,
    async override(instance, wanted) {
      const code = await calls.overrideOf(instance, wanted);
      if (code !== 200) throw new Error(`the registry answered an override with ${code}`);
      await view.refresh();
    },
    async close() {
      closing.abort();
      const leaving = own.close();
      calls.close();
      for (const push of registries.values()) push.close();
      await Promise.all([view.ended, leaving, presence]);
    },
  };
}
