import http from "node:http";
import https from "node:https";
import { createRequire } from "node:module";
import { instancesOf } from "./eureka-wire.ts";
import type { EventLog, Instance, SettableStatus } from "./port.ts";

/** One call each to the registry; every one rejects when no registry of the list answers. */
export type EurekaCalls = {
  describe(registration: Record<string, unknown> & { instanceId: string; app: string }): void;
  register(status: SettableStatus): Promise<void>;
  /** The status code: 200 renewed, 404 unknown to the registry. */
  renew(): Promise<number>;
  override(status: SettableStatus): Promise<number>;
  clearOverride(status: SettableStatus): Promise<number>;
  /** Another's, by whoever operates it; without a status it is taken off. */
  overrideOf(instance: Pick<Instance, "service" | "id">, status: SettableStatus | undefined): Promise<number>;
  cancel(): Promise<void>;
  fetch(): Promise<Instance[]>;
  /** Asks this one of the registries first from now on. */
  prefer(url: string): void;
  close(): void;
};

const answerTimeoutMs = 3_000;

/**
 * eureka-js-client without its own timers: `start()` gives up for good when the first registration fails, its
 * heartbeat re-registers a draining instance as UP, and its cache merges instances that share host and port.
 * So its single requests are used (with its rotation over several registries), and the loops are ours.
 */
export function eurekaCalls(urls: readonly string[], log: EventLog, now: () => number): EurekaCalls {
  // Loaded only where Eureka is spoken: it costs tens of megabytes.
  const { Eureka } = createRequire(import.meta.url)("eureka-js-client") as typeof import("eureka-js-client");
  const agents = {
    http: new http.Agent({ keepAlive: true, maxSockets: 4 }),
    https: new https.Agent({ keepAlive: true, maxSockets: 4 }),
  };
  let status: SettableStatus = "UP";
  let latest: Instance[] | undefined;

  class ReadingClient extends Eureka {
    override transformRegistry(registry: unknown): void {
      latest = instancesOf(registry);
      if (!latest) throw new Error("the registry's answer has no applications");
    }
  }

  const quiet = (...words: unknown[]) =>
    log.debug?.("registry.client", { words: words.map(String).join(" ") });
  const client = new ReadingClient({
    // It would read eureka-client.yml from the working folder; this name does not exist.
    filename: ".no-file-configures-this-client",
    logger: { debug: () => {}, info: quiet, warn: quiet, error: quiet },
    shouldUseDelta: false,
    requestMiddleware(request, done) {
      const agent = request.baseUrl?.startsWith("https:") ? agents.https : agents.http;
      const instance = request.body?.instance;
      // The library writes UP into every registration.
      if (instance) Object.assign(instance, { status, lastDirtyTimestamp: String(now()) });
      // `proxy: null`: the library below would otherwise obey HTTP_PROXY for a registry next door.
      done({ ...request, agent, proxy: null, timeout: answerTimeoutMs });
    },
    instance: {},
    eureka: {
      serviceUrls: { default: [...urls] },
      registerWithEureka: false,
      fetchMetadata: false,
      filterUpInstances: false,
      maxRetries: Math.max(1, urls.length - 1),
      requestRetryDelay: 100,
    },
  });

  const done = (run: (callback: (error: Error | null | undefined) => void) => void) =>
    new Promise<void>((resolve, reject) => run((error) => (error ? reject(error) : resolve())));
  const statusOf = (method: string, uri: string) =>
    new Promise<number>((resolve, reject) => {
      client.eurekaRequest({ method, uri }, (error, response) => {
        if (error || !response) reject(error ?? new Error("no answer"));
        else resolve(response.statusCode);
      });
    });
  const own = () => `${client.config.instance.app}/${client.config.instance.instanceId}`;

  return {
    describe(registration) {
      client.config.instance = registration;
    },
    register(wanted) {
      status = wanted;
      return done((callback) => client.register(callback));
    },
    renew: () => statusOf("PUT", own()),
    override(wanted) {
      status = wanted;
      return statusOf("PUT", `${own()}/status?value=${wanted}`);
    },
    clearOverride(wanted) {
      status = wanted;
      return statusOf("DELETE", `${own()}/status?value=${wanted}`);
    },
    overrideOf: ({ service, id }, wanted) =>
      statusOf(
        wanted === undefined ? "DELETE" : "PUT",
        `${encodeURIComponent(service.toUpperCase())}/${encodeURIComponent(id)}/status?value=${wanted ?? "UP"}`,
      ),
    cancel: () => done((callback) => client.deregister(callback)),
    async fetch() {
      latest = undefined;
      await done((callback) => client.fetchRegistry(callback));
      if (!latest) throw new Error("the registry's answer could not be read");
      return latest;
    },
    prefer(url) {
      const { serviceUrls } = client.clusterResolver;
      const place = serviceUrls.indexOf(url);
      if (place > 0) serviceUrls.unshift(...serviceUrls.splice(place));
    },
    close() {
      agents.http.destroy();
      agents.https.destroy();
    },
  };
}
