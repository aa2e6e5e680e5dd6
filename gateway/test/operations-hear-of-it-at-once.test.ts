import assert from "node:assert/strict";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { until } from "@siren/chassis/testing/until";
import { opsLiveEvents } from "@siren/contracts/ops";
import { io, type Socket } from "socket.io-client";
import { lineOf, mergedLine } from "../src/ops/turbine-lines.ts";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";

const jun = "mem_000000000000000000000000JN";
let edge: Gateway;
before(async () => {
  edge = await openGateway();
});
after(() => edge.close());

type Heard = { name: string; data: Record<string, unknown> };

function open(auth: object, extraHeaders: Record<string, string> = {}) {
  const heard: Heard[] = [];
  const page = { heard, socket: undefined as unknown as Socket, refusedWith: "" };
  page.socket = io(`${edge.url()}/ops`, {
    ...{ path: "/ops/socket.io", transports: ["websocket"], forceNew: true, reconnection: false },
    ...{ auth, extraHeaders },
  });
  page.socket.onAny((name: string, data: Record<string, unknown>) => void heard.push({ name, data }));
  page.socket.on("connect_error", (error) => {
    page.refusedWith = (error as Error & { data?: { code: string } }).data?.code ?? error.message;
  });
  return page;
}
const tokenOf = (roles: "ops" | "customer") => edge.tokenFor({ sub: jun, roles: [roles] });

describe("operations hear", { concurrency: true }, () => {
  test("what changes is told to operations at once, each in the agreed form, with a tick as proof of life", async () => {
    const page = open({ token: await tokenOf("ops") });
    const hears = (name: string, isIt: (data: Record<string, unknown>) => unknown = () => true) =>
      until(`${name} is heard`, () => page.heard.find((one) => one.name === name && isIt(one.data)));
    await hears("hello");
    await hears("tick");
    edge.registry.add("menu", 1);
    const change = { kind: "joined", id: "menu:127.0.0.1:1", service: "menu", status: "UP" };
    await hears("registry.changed", ({ changes }) => isDeepStrictEqual(changes, [change]));
    edge.registry.remove("menu");
    edge.registry.add("menu", 1);
    for (let i = 0; i < 6; i++) await edge.ask("GET", "/api/v1/menu/rates");
    await hears("instance.ejected", ({ id }) => id === "menu:127.0.0.1:1");
    await hears("breaker.changed", ({ service, state }) => service === "menu" && state === "open");
    await hears("tick", ({ problems }) => (problems as object[]).length > 0);
    for (const { name, data } of page.heard) {
      if (name in opsLiveEvents) opsLiveEvents[name as keyof typeof opsLiveEvents].parse(data);
    }
    const renewed = await page.socket.emitWithAck("auth.renew", { token: await tokenOf("ops") });
    assert.equal(renewed.ok, true);
    const lesser = await page.socket.emitWithAck("auth.renew", { token: await tokenOf("customer") });
    assert.equal(lesser.ok, false);
    page.socket.emit("board", {});
    await hears("goodbye", ({ code }) => code === "BAD_REQUEST");
    await until("it is closed", () => page.socket.disconnected);
  });

  test("one person has ten places and no more, and nobody has one beside the news", async () => {
    const other = "mem_000000000000000000000000KM";
    const token = await edge.tokenFor({ sub: other, roles: ["ops"] });
    const pages = Array.from({ length: 12 }, () => open({ token }));
    const isOut = ({ refusedWith, socket, heard }: (typeof pages)[number]) =>
      refusedWith !== "" || (socket.disconnected && heard.length > 0);
    const isIn = (page: (typeof pages)[number]) => !isOut(page) && page.heard.length > 0;
    await until("two are sent away", () => pages.filter(isOut).length === 2);
    await until("ten are in", () => pages.filter(isIn).length === 10);
    const beside = io(edge.url(), {
      ...{ path: "/ops/socket.io", transports: ["websocket"], forceNew: true, reconnection: false },
    });
    const refusal = await new Promise<Error>((resolve) => beside.once("connect_error", resolve));
    assert.equal(refusal.message, "NOT_FOUND");
    for (const { socket } of [...pages, { socket: beside }]) socket.close();
  });

  test("nobody else hears any of it", async () => {
    const pages = [open({}), open({ token: await tokenOf("customer") }), open({ token: "made up" })];
    await until("all are refused", () => pages.every(({ refusedWith }) => refusedWith !== ""));
    assert.deepEqual(
      pages.map(({ refusedWith }) => refusedWith),
      ["UNAUTHENTICATED", "FORBIDDEN", "UNAUTHENTICATED"],
    );
    const foreign = open({ token: await tokenOf("ops") }, { origin: "https://evil.example" });
    await until("the upgrade is refused", () => foreign.refusedWith !== "");
    for (const { socket } of [...pages, foreign]) socket.close();
  });

  const numbers = (line: Record<string, unknown> | undefined) => [
    ...[line?.reportingHosts, line?.requestCount, line?.isCircuitBreakerOpen],
  ];

  test("the streams of all processes are one, and who comes and goes while it is read is in it or not", async () => {
    const readers = new Set<ServerResponse>();
    const one = { type: "HystrixCommand", name: "order_menu", isCircuitBreakerOpen: false, requestCount: 3 };
    const servers: Server[] = [];
    async function join(service: string, line: object): Promise<void> {
      const server = createServer((_req, res) => {
        readers.add(res);
        const say = () => res.write(`: ping\n\ndata: ${JSON.stringify(line)}\n\n`);
        const timer = setInterval(say, 100);
        res.once("close", () => {
          readers.delete(res);
          clearInterval(timer);
        });
        say();
      });
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      edge.registry.add(service, port, { metadata: { "management.port": String(port) } });
    }
    await join("auditor", { ...one, reportingHosts: 1 });
    const leaving = new AbortController();
    const response = await fetch(`${edge.gateway.managementUrl}/turbine.stream`, { signal: leaving.signal });
    const found: Record<string, unknown>[] = [];
    const reading = (async () => {
      let rest = "";
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const pieces = (rest + chunk).split("\n");
        rest = pieces.pop() ?? "";
        for (const piece of pieces) if (piece.startsWith("data: ")) found.push(JSON.parse(piece.slice(6)));
      }
    })().catch(() => {});
    const last = () => found.findLast(({ name }) => name === "order_menu");
    await until("one is in it", () => numbers(last()).join() === "1,3,false");
    await until("the gateway's own is in it", () =>
      found.some(({ name }) => String(name).startsWith("gateway_")),
    );
    await join("discovery", { ...one, isCircuitBreakerOpen: true, requestCount: 4 });
    await until("two are in it", () => last()?.reportingHosts === 2);
    assert.deepEqual(numbers(last()), [2, 7, { true: 1, false: 1 }]);
    edge.registry.remove("auditor");
    await until("one is left", () => numbers(last()).join() === "1,4,1");
    edge.registry.remove("discovery");
    await until("it is taken off", () => last()?.deleteData === "true");
    assert.ok(found.some(({ type }) => type === "meta"));
    const unknown = await fetch(`${edge.gateway.managementUrl}/turbine.stream?cluster=nobody`);
    assert.equal(unknown.status, 404);
    leaving.abort();
    await reading;
    await until("nobody is asked any more", () => readers.size === 0);
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  });

  test("sums are added up, sayings are counted, and what is no line of a stream is left out", () => {
    const line = (latency: number, isOpen: boolean, strategy: string) => ({
      ...{
        type: "HystrixCommand",
        name: "a_b",
        isCircuitBreakerOpen: isOpen,
        strategy,
        currentTime: latency,
      },
      latencyExecute: { "50": latency, "99.5": latency * 10 },
    });
    const merged = mergedLine([line(4, true, "SEMAPHORE"), line(6, true, "SEMAPHORE")]);
    assert.deepEqual(merged, {
      ...{
        type: "HystrixCommand",
        name: "a_b",
        isCircuitBreakerOpen: 2,
        strategy: "SEMAPHORE",
        currentTime: 6,
      },
      ...{ latencyExecute: { "50": 10, "99.5": 100 }, reportingHosts: 2 },
    });
    assert.deepEqual(mergedLine([line(1, false, "x"), line(1, false, "y")]).strategy, { x: 1, y: 1 });
    for (const text of ["", ": ping", "data:", "data: 7", 'data: {"type":"meta","name":"meta"}', "data: {"]) {
      assert.equal(lineOf(text), undefined);
    }
  });
});
