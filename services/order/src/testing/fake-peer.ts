import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createIds } from "@siren/chassis/ids";
import type { FeedEvent } from "@siren/contracts/envelope";
import type { EventData, EventType } from "@siren/contracts/events";

export type PeerRequest = { method: string; path: string; body: unknown; key: string | undefined };
export type PeerAnswer = { status: number; body?: unknown } | "never";

export type FakePeer = {
  port: number;
  requests: PeerRequest[];
  /** What it says to anything but its feed. */
  answer: (request: PeerRequest) => PeerAnswer;
  state: unknown;
  publish<T extends EventType>(type: T, aggregateId: string, data: EventData<T>): void;
  close(): Promise<void>;
};

/** Another service as order sees it: a feed that can be written to, and answers that can be chosen. */
export async function startFakePeer(state: unknown, now: () => number): Promise<FakePeer> {
  const newId = createIds(now);
  const events: FeedEvent[] = [];
  const waiting = new Set<() => void>();
  const versions = new Map<string, number>();

  const server: Server = createServer(async (req, res) => {
    const url = new URL(req.url ?? "/", "http://peer");
    const reply = (status: number, body?: unknown) => {
      const type = status < 400 ? "application/json" : "application/problem+json";
      res
        .writeHead(status, { "content-type": type })
        .end(body === undefined ? undefined : JSON.stringify(body));
    };
    if (url.pathname === "/healthz") return reply(200, { status: "ok" });
    // Asked for by the verifier as soon as it starts; nobody shows a token here.
    if (url.pathname === "/.well-known/jwks.json") return reply(200, { keys: [] });
    if (url.pathname === "/internal/snapshot") {
      return reply(200, { epoch: "one", seq: events.length, state: peer.state });
    }
    if (url.pathname === "/internal/feed") {
      const after = Number(url.searchParams.get("after"));
      if (events.length <= after) await somethingNew(Number(url.searchParams.get("wait_ms")));
      const page = events.slice(after, after + 200);
      return reply(200, { epoch: "one", head: events.length, events: page, next: after + page.length });
    }
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const key = req.headers["idempotency-key"];
    const request = {
      method: req.method ?? "GET",
      path: url.pathname,
      body: text === "" ? undefined : JSON.parse(text),
      key: typeof key === "string" ? key : undefined,
    };
    peer.requests.push(request);
    const answer = peer.answer(request);
    if (answer !== "never") reply(answer.status, answer.body);
  });

  function somethingNew(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, waitMs);
      waiting.add(done);
    });
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const peer: FakePeer = {
    port: (server.address() as AddressInfo).port,
    requests: [],
    answer: () => ({ status: 404, body: { code: "NOT_FOUND", status: 404, title: "", retryable: false } }),
    state,
    publish(type, aggregateId, data) {
      const aggregateVersion = (versions.get(aggregateId) ?? 0) + 1;
      versions.set(aggregateId, aggregateVersion);
      const seq = events.length + 1;
      const eventId = newId("evt");
      events.push({ eventId, type, seq, at: now(), aggregateId, aggregateVersion, data });
      for (const wake of [...waiting]) wake();
    },
    async close() {
      for (const wake of [...waiting]) wake();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return peer;
}
