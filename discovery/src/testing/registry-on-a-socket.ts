import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { anyVersion, eurekaRoutes } from "../http/eureka.ts";
import { hotPath } from "../http/hot-path.ts";
import { Views } from "../http/views.ts";
import { doorOf, whoMayAsk } from "../http/who-may-ask.ts";
import { Burials } from "../peers/burials.ts";
import { replicationRoutes } from "../peers/inbound.ts";
import { TakenOff } from "../peers/taken-off.ts";
import { createPush } from "../push/push.ts";
import type { StreamLimits } from "../push/streams.ts";
import { Instances } from "../registry/instances.ts";
import { Keeper } from "../registry/keeper.ts";
import type { LeaseExpiry } from "../registry/lease.ts";
import { NetflixPreservation } from "../registry/netflix-preservation.ts";
import { Operations } from "../registry/operations.ts";

export type Answer = {
  status: number;
  headers: http.IncomingHttpHeaders;
  bytes: Buffer;
  text: string;
};

export type Ask = (
  method: string,
  path: string,
  options?: { headers?: http.OutgoingHttpHeaders; body?: string | Buffer },
) => Promise<Answer>;

/** Sends what it is told and nothing more, unlike fetch, which adds an Accept of its own. */
export const asker =
  (port: number): Ask =>
  async (method, path, { headers = {}, body } = {}) => {
    const request = http.request({ host: "127.0.0.1", port, method, path, headers, agent: false });
    request.end(body);
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    return { status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString() };
  };

export type Clock = { now: () => number; pass: (ms: number) => void };

export function drivenClock(start = 1_700_000_000_000): Clock {
  let time = start;
  return {
    now: () => time,
    pass: (ms) => {
      time += ms;
    },
  };
}

/** The protocol on a real socket, with the clock and the tick in the test's hand. */
export async function registryOnASocket(
  options: {
    expiry?: LeaseExpiry;
    selfPreservation?: boolean;
    delta?: boolean;
    maxInstances?: number;
    maxBytes?: number;
    netflix?: boolean;
    isAllowed?: (ipAddr: string) => boolean;
    credentials?: string;
    allowedHosts?: readonly string[];
    /** The way in front of Express, as it is in earnest. */
    hotPath?: boolean;
    push?: { limits?: Partial<StreamLimits> };
  } = {},
) {
  const clock = drivenClock();
  const { now } = clock;
  const instances = new Instances({
    now,
    expiry: options.expiry ?? "exact",
    ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }),
  });
  const operations = new Operations(instances, (lease) => keeper.isGone(lease), options.isAllowed);
  const netflix = options.netflix ? new NetflixPreservation({ instances, operations, now }) : undefined;
  const keeper = new Keeper(instances, {
    now,
    random: () => 0,
    selfPreservation: options.selfPreservation ?? true,
    ...(netflix ? { judge: (enabled) => netflix.judge(enabled) } : {}),
  });
  const views = new Views(instances, now);
  const faults: unknown[] = [];
  let streamsOpened = 0;
  const delayed = new Set<() => void>();
  const push = createPush({
    ...{ instances, now, newId: () => `stream${++streamsOpened}`, ...options.push },
    later: (_ms, work) => {
      const due = () => work(0);
      delayed.add(due);
      return () => void delayed.delete(due);
    },
    onGone: () => {},
    onKept: () => {},
  });
  const takenOff = new TakenOff();
  operations.onPerformed((performed) => takenOff.note(performed, now()));
  const app = express();
  const door = doorOf({
    credentials: options.credentials,
    allowedHosts: options.allowedHosts ?? [],
    onRefused: () => {},
  });
  const delta = options.delta ?? true;
  const maxInstances = options.maxInstances ?? 50_000;
  const onRenewal = () => {};
  const onFetch = () => {};
  const onFault = (fault: unknown) => void faults.push(fault);
  app.use(
    anyVersion,
    whoMayAsk(door),
    push.router,
    replicationRoutes({ operations, now, nonce: "ours", burials: new Burials(), takenOff, maxInstances }),
    eurekaRoutes(views, operations, {
      now,
      delta,
      onFetch,
      maxInstances,
      onRenewal,
      onFault,
    }),
  );
  const parts = {
    views,
    operations,
    door,
    delta,
    isDraining: () => false,
    onRenewal,
    onFetch,
    onFault,
    onServed: () => {},
  };
  const server = http.createServer(options.hotPath === false ? app : hotPath(parts, app));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const ask = asker(port);

  return {
    port,
    ask,
    clock,
    instances,
    operations,
    keeper,
    push,
    /** How much was put off. */
    delayed: () => delayed.size,
    /** Does what was put off until later, whatever time it is. */
    hurry: () => {
      for (const work of [...delayed]) {
        delayed.delete(work);
        work();
      }
    },
    faults,
    /** Lets time pass second by second, with a tick in each, as the timer would. */
    live: (seconds: number, each: (second: number) => void = () => {}) => {
      const evicted: string[] = [];
      for (let second = 1; second <= seconds; second++) {
        clock.pass(1000);
        each(second);
        evicted.push(...keeper.tick().map(({ lease }) => lease.instance.instanceId));
      }
      return evicted;
    },
    register: (instance: Record<string, unknown>, headers: http.OutgoingHttpHeaders = {}) =>
      ask("POST", `/eureka/apps/${String(instance.app)}`, {
        headers: { "Content-Type": "application/json", ...headers },
        body: JSON.stringify({ instance }),
      }),
    json: async (path: string, headers: http.OutgoingHttpHeaders = {}) => {
      const answer = await ask("GET", `/eureka${path}`, {
        headers: { Accept: "application/json", ...headers },
      });
      return JSON.parse(answer.text) as unknown;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** A registration as the Java client sends it, LDT 100, lease 30/90. */
export const validInstance = (changed: Record<string, unknown> = {}): Record<string, unknown> => ({
  instanceId: "i1",
  hostName: "h1",
  app: "FOO",
  ipAddr: "10.0.0.1",
  status: "UP",
  overriddenStatus: "UNKNOWN",
  port: { $: 8080, "@enabled": "true" },
  securePort: { $: 443, "@enabled": "false" },
  countryId: 1,
  dataCenterInfo: { "@class": "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo", name: "MyOwn" },
  leaseInfo: { renewalIntervalInSecs: 30, durationInSecs: 90 },
  metadata: {},
  vipAddress: "foo",
  secureVipAddress: "foo",
  isCoordinatingDiscoveryServer: "false",
  lastDirtyTimestamp: "100",
  ...changed,
});

/** The one instance of a reply, whatever it is wrapped in. */
export function onlyInstance(document: unknown): Record<string, unknown> {
  const found: Record<string, unknown>[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(item);
    else if (typeof value === "object" && value !== null) {
      if ("hostName" in value) found.push(value as Record<string, unknown>);
      else for (const child of Object.values(value)) walk(child);
    }
  };
  walk(document);
  if (found.length !== 1 || !found[0]) throw new Error(`expected one instance, found ${found.length}`);
  return found[0];
}
