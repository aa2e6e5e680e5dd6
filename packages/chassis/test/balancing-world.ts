import http from "node:http";
import type { AddressInfo, Socket } from "node:net";
import net from "node:net";
import type { TestContext } from "node:test";
import type { Balancer, BalancerOptions } from "../src/balancing/balancer.ts";
import { createBalancer } from "../src/balancing/balancer.ts";
import type { DispatchRequest } from "../src/balancing/dispatch.ts";
import { freePort } from "../src/free-port.ts";
import { createKnownInstances } from "../src/registry/known-instances.ts";
import type { Instance, Registry } from "../src/registry/port.ts";

export const silentLog = { info: () => {}, warn: () => {} };

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse, body: string) => void;
export type Backend = {
  id: string;
  port: number;
  seen: string[];
  handler: Handler;
  kill(): void;
  close(): void;
};

/** A registry whose picture the test sets by hand. */
export function handRegistry(): Registry & { put(instances: Instance[]): void } {
  const known = createKnownInstances();
  const nothing = () => Promise.resolve();
  return {
    put: (instances) => void known.replace(instances),
    register: nothing,
    setStatus: nothing,
    noticed: (mostMs) => new Promise((resolve) => setTimeout(resolve, mostMs)),
    deregister: nothing,
    refresh: nothing,
    close: nothing,
    instances: (service) => known.up(service),
    services: () => known.services(),
    watch: (service, listener) => known.watch(service, listener),
    known: known.all,
    onChange: known.onChange,
    ask: async () => known.all(),
    override: nothing,
    view: () => ({ source: "live", asOfMs: 0 }),
    selfId: () => undefined,
  };
}

export function instanceAt(
  id: string,
  port: number,
  service = "menu",
  metadata: Record<string, string> = {},
): Instance {
  return { id, service, host: "127.0.0.1", port, status: "UP", metadata };
}

export async function startBackend(t: TestContext, id: string, handler: Handler): Promise<Backend> {
  const sockets = new Set<Socket>();
  const backend: Backend = { id, port: 0, seen: [], handler, kill: () => {}, close: () => {} };
  const server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += String(chunk);
    });
    request.on("end", () => {
      backend.seen.push(`${request.method} ${request.url}${body && ` ${body}`}`);
      backend.handler(request, response, body);
    });
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
  });
  backend.port = await listening(server);
  // As kill -9 does it: no more listening, every connection reset.
  backend.kill = () => {
    server.close();
    for (const socket of sockets) socket.resetAndDestroy();
  };
  backend.close = () => {
    server.close();
    server.closeAllConnections();
  };
  t.after(() => backend.close());
  return backend;
}

/** A server below HTTP, for what a proper one would not do. */
export async function startRawServer(t: TestContext, onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    onSocket(socket);
  });
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return listening(server);
}

export function balancerOf(
  t: TestContext,
  registry: Registry,
  options: Partial<BalancerOptions> = {},
): Balancer {
  const balancer = createBalancer({
    registry,
    log: silentLog,
    now: Date.now,
    random: Math.random,
    ...options,
  });
  t.after(() => balancer.close());
  return balancer;
}

export function request(over: Partial<DispatchRequest> & { timeoutMs?: number } = {}): DispatchRequest {
  const { timeoutMs = 2_000, ...rest } = over;
  return {
    method: "GET",
    path: "/",
    headers: {},
    deadlineMs: Date.now() + timeoutMs,
    retry: "safe",
    ...rest,
  };
}

export async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  let text = "";
  for await (const chunk of body) text += chunk.toString();
  return text;
}

/** A port where nobody listens. */
export const deadPort = freePort;

function listening(server: net.Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
  );
}
