import { EventEmitter, once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";

type Check = {
  CheckID: string;
  Name: string;
  Status: string;
  Notes: string;
  Output: string;
  ttlMs?: number;
  passedAtMs: number;
};
type Service = {
  ID: string;
  Service: string;
  Address: string;
  Port: number;
  Tags: string[];
  Meta: Record<string, string>;
};
type Kept = { service: Service; checks: Map<string, Check> };

type Registration = Partial<Omit<Service, "Service">> & {
  Name?: string;
  Check?: { CheckID?: string; Name?: string; TTL?: string; Status?: string };
};

export type ConsulStub = {
  url: string;
  requests: { method: string; path: string; body: unknown; token: unknown }[];
  services(): Service[];
  /** Answers every request so until it is undefined again. */
  answerWith(status: number | "nothing" | undefined): void;
  forget(): void;
  stop(): Promise<void>;
  start(): Promise<void>;
};

const metaKey = /^[A-Za-z0-9_-]{1,128}$/;
const node = { ID: "00000000-0000-0000-0000-000000000000", Node: "stub", Address: "127.0.0.1" };
const unitsMs: Record<string, number> = { ms: 1, s: 1_000, m: 60_000 };

/** Go's way to write a duration, as far as one unit goes. */
function durationMs(text: string): number {
  const [, count, unit = ""] = /^(\d+)(ms|s|m)$/.exec(text) ?? [];
  return Number(count) * (unitsMs[unit] ?? Number.NaN);
}

/**
 * The part of a Consul agent's documented HTTP API that our client uses: agent/service, agent/check, and the
 * blocking queries on catalog/services and health/service. `consul-api-suite.ts` holds it to the documentation, and
 * `check:consul` a real agent to the same.
 */
export async function startConsulStub(): Promise<ConsulStub> {
  const kept = new Map<string, Kept>();
  const requests: ConsulStub["requests"] = [];
  const changes = new EventEmitter().setMaxListeners(0);
  let index = 10;
  let forced: number | "nothing" | undefined;
  let port = 0;
  let server: http.Server | undefined;
  let expiring: NodeJS.Timeout | undefined;

  function changed(): void {
    index++;
    changes.emit("change");
  }

  function expire(): void {
    for (const { checks } of kept.values()) {
      for (const check of checks.values()) {
        if (check.ttlMs === undefined || check.Status === "critical") continue;
        if (Date.now() - check.passedAtMs <= check.ttlMs) continue;
        Object.assign(check, { Status: "critical", Output: "TTL expired" });
        changed();
      }
    }
  }

  function register(body: Registration): number {
    const { Name: name, ID = name, Address = "", Port = 0, Tags = [], Meta = {}, Check: check } = body;
    if (!name || !ID || Object.keys(Meta).some((key) => !metaKey.test(key))) return 400;
    const checks = new Map<string, Check>(kept.get(ID)?.checks);
    if (check) {
      const { CheckID = `service:${ID}`, Name = `Service '${name}' check`, Status = "critical" } = check;
      const ttlMs = durationMs(check.TTL ?? "");
      if (!(ttlMs > 0)) return 400;
      const about = { CheckID, Name, Status, Notes: "", Output: "" };
      checks.set(CheckID, { ...about, ttlMs, passedAtMs: Date.now() });
    }
    kept.set(ID, { service: { ID, Service: name, Address, Port, Tags, Meta }, checks });
    changed();
    return 200;
  }

  function pass(id: string): number {
    for (const { checks } of kept.values()) {
      const check = checks.get(id);
      if (!check) continue;
      check.passedAtMs = Date.now();
      if (check.Status !== "passing") {
        check.Status = "passing";
        changed();
      }
      return 200;
    }
    return 404;
  }

  function maintain(id: string, query: URLSearchParams): number {
    if (!/^(true|false)$/.test(query.get("enable") ?? "")) return 400;
    const found = kept.get(id);
    if (!found) return 404;
    const CheckID = `_service_maintenance:${id}`;
    const about = { Name: "Service Maintenance Mode", Notes: query.get("reason") ?? "", Output: "" };
    if (query.get("enable") === "false") found.checks.delete(CheckID);
    else found.checks.set(CheckID, { CheckID, Status: "critical", ...about, passedAtMs: 0 });
    changed();
    return 200;
  }

  function read(path: string): unknown {
    const all = [...kept.values()];
    if (path === "/v1/catalog/services") {
      const names = new Map(all.map(({ service }) => [service.Service, service.Tags]));
      return { consul: [], ...Object.fromEntries(names) };
    }
    const name = /^\/v1\/health\/service\/([^/]+)$/.exec(path)?.[1];
    if (name === undefined) return undefined;
    return all.filter(({ service }) => service.Service === name).map(healthOf);
  }

  function write(path: string, query: URLSearchParams, body: unknown): number {
    if (path === "/v1/agent/service/register") return register(body as Registration);
    const [, area, word, id] = /^\/v1\/agent\/(service|check)\/(\w+)\/(.+)$/.exec(path) ?? [];
    if (area === "check" && word === "pass" && id) return pass(id);
    if (area === "service" && word === "maintenance" && id) return maintain(id, query);
    if (area === "service" && word === "deregister" && id) {
      if (!kept.delete(id)) return 404;
      changed();
      return 200;
    }
    return 404;
  }

  /** A blocking query: with the index the reader already has, the answer waits for a change. */
  async function changeAfter(query: URLSearchParams, leaving: AbortSignal): Promise<void> {
    const known = Number(query.get("index") ?? 0);
    if (known === 0 || known !== index) return;
    const signal = AbortSignal.any([leaving, AbortSignal.timeout(durationMs(query.get("wait") ?? "5m"))]);
    await once(changes, "change", { signal }).catch(() => {});
  }

  async function start(): Promise<void> {
    server = http.createServer(async (request, response) => {
      let text = "";
      for await (const chunk of request) text += String(chunk);
      const url = new URL(request.url!, "http://stub");
      const path = decodeURIComponent(url.pathname);
      const body: unknown = text ? JSON.parse(text) : undefined;
      const token = request.headers["x-consul-token"];
      requests.push({ method: request.method!, path: request.url!, body, token });
      if (forced === "nothing") return;
      if (forced) return void response.writeHead(forced).end();
      if (request.method === "PUT") return void response.writeHead(write(path, url.searchParams, body)).end();
      if (path.startsWith("/v1/agent/")) return void response.writeHead(405).end();
      const leaving = new AbortController();
      response.on("close", () => leaving.abort());
      await changeAfter(url.searchParams, leaving.signal);
      const answer = read(path);
      if (answer === undefined) return void response.writeHead(404).end();
      response.writeHead(200, { "content-type": "application/json", "x-consul-index": String(index) });
      response.end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => server!.listen(port, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
    expiring = setInterval(expire, 50);
  }

  await start();
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    services: () => [...kept.values()].map(({ service }) => service),
    answerWith: (status) => {
      forced = status;
    },
    forget() {
      kept.clear();
      changed();
    },
    async stop() {
      clearInterval(expiring);
      const closing = server;
      server = undefined;
      closing?.closeAllConnections();
      await new Promise<void>((resolve) => (closing ? closing.close(() => resolve()) : resolve()));
    },
    start,
  };
}

function healthOf({ service, checks }: Kept) {
  const ofNode = { CheckID: "serfHealth", Name: "Serf Health Status", Status: "passing" };
  const about = { Node: node.Node, Notes: "", Output: "Agent alive and reachable", ServiceID: "" };
  return {
    Node: node,
    Service: service,
    Checks: [
      { ...about, ...ofNode, ServiceName: "", ServiceTags: [] },
      ...[...checks.values()].map(({ ttlMs: _, passedAtMs: __, ...check }) => ({
        ...{ Node: node.Node, ServiceID: service.ID, ServiceName: service.Service },
        ...{ ServiceTags: service.Tags, ...check },
      })),
    ],
  };
}
