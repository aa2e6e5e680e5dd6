import http from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";

export type StubInstance = Record<string, unknown> & { instanceId: string; app: string; status: string };

type Lease = {
  instance: StubInstance;
  override: string | undefined;
  renewedAtMs: number;
  durationMs: number;
};

export type EurekaStub = {
  url: string;
  requests: { method: string; path: string; body: unknown; gzip: boolean }[];
  instances(app: string): StubInstance[];
  /** Answers every request so until it is undefined again. */
  answerWith(status: number | "nothing" | undefined): void;
  forget(): void;
  stop(): Promise<void>;
  start(): Promise<void>;
};

/** Speaks what a Eureka server does to one client: 204, 200 and 404 as in its operation table, and its status rules. */
export async function startEurekaStub(): Promise<EurekaStub> {
  const leases = new Map<string, Lease>();
  const requests: EurekaStub["requests"] = [];
  let forced: number | "nothing" | undefined;
  let port = 0;
  let server: http.Server | undefined;

  function evict() {
    for (const [key, lease] of leases)
      if (Date.now() - lease.renewedAtMs > lease.durationMs) leases.delete(key);
  }

  function register(app: string, body: unknown): number {
    const instance = (body as { instance?: StubInstance }).instance;
    if (!instance?.instanceId || instance.app.toUpperCase() !== app) return 400;
    const held = leases.get(`${app}/${instance.instanceId}`);
    let status = instance.status;
    if (status === "UP" || status === "OUT_OF_SERVICE") {
      const existing =
        held && ["UP", "OUT_OF_SERVICE"].includes(held.instance.status) ? held.instance.status : undefined;
      status = held?.override ?? existing ?? status;
    }
    const durationInSecs =
      (instance.leaseInfo as { durationInSecs?: number } | undefined)?.durationInSecs ?? 90;
    leases.set(`${app}/${instance.instanceId}`, {
      instance: { ...instance, app, status },
      override: held?.override,
      renewedAtMs: Date.now(),
      durationMs: durationInSecs * 1000,
    });
    return 204;
  }

  function answer(method: string, url: URL, body: unknown): { status: number; json?: unknown } {
    evict();
    const [, , appsWord, appWord, id, last] = decodeURIComponent(url.pathname)
      .replace("/v2/", "/")
      .split("/");
    if (appsWord !== "apps") return { status: 404 };
    const app = appWord?.toUpperCase();
    if (!app)
      return {
        status: 200,
        json: { applications: { versions__delta: "1", apps__hashcode: "", application: byApp() } },
      };
    if (method === "POST") return { status: register(app, body) };
    const lease = leases.get(`${app}/${id}`);
    if (!lease) return { status: 404 };
    if (method === "PUT" && last === "status") {
      const value = url.searchParams.get("value");
      if (!value) return { status: 500 };
      if (lease.instance.status !== value) lease.override = lease.instance.status = value;
    } else if (method === "PUT") {
      lease.renewedAtMs = Date.now();
      if (lease.instance.status === "UNKNOWN") return { status: 404 };
    } else if (method === "DELETE" && last === "status") {
      if (lease.override) lease.instance.status = url.searchParams.get("value") ?? "UNKNOWN";
      lease.override = undefined;
    } else if (method === "DELETE") {
      leases.delete(`${app}/${id}`);
    }
    return { status: 200 };
  }

  function byApp() {
    const apps = new Map<string, StubInstance[]>();
    for (const { instance } of leases.values()) {
      apps.set(instance.app, [...(apps.get(instance.app) ?? []), instance]);
    }
    return [...apps].map(([name, instance]) => ({ name, instance }));
  }

  async function start() {
    server = http.createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      const raw = Buffer.concat(chunks);
      const text = (request.headers["content-encoding"] === "gzip" ? gunzipSync(raw) : raw).toString();
      const body: unknown = text ? JSON.parse(text) : undefined;
      const gzip = String(request.headers["accept-encoding"]).includes("gzip");
      requests.push({ method: request.method!, path: request.url!, body, gzip });
      if (forced === "nothing") return;
      const { status, json } = forced
        ? { status: forced }
        : answer(request.method!, new URL(request.url!, "http://stub"), body);
      if (json === undefined) return void response.writeHead(status).end();
      const zipped = gzip ? { "content-encoding": "gzip" } : {};
      const sent = JSON.stringify(json);
      response
        .writeHead(status, { "content-type": "application/json", ...zipped })
        .end(gzip ? gzipSync(sent) : sent);
    });
    await new Promise<void>((resolve) => server!.listen(port, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  }

  await start();
  return {
    url: `http://127.0.0.1:${port}/eureka`,
    requests,
    instances: (app) => [...leases.values()].map((lease) => lease.instance).filter((one) => one.app === app),
    answerWith: (status) => {
      forced = status;
    },
    forget: () => leases.clear(),
    async stop() {
      const closing = server;
      server = undefined;
      closing?.closeAllConnections();
      await new Promise<void>((resolve) => (closing ? closing.close(() => resolve()) : resolve()));
    },
    start,
  };
}
