import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FeedEvent } from "@siren/contracts/envelope";
import type { EventData, EventType } from "@siren/contracts/events";
import { problemOf, Refusal } from "@siren/contracts/refusal";
import { createIds } from "../ids.ts";

export type PeerRequest = { method: string; path: string; body: unknown; key: string | undefined };
export type PeerAnswer = { status: number; body?: unknown } | "never";

export type FeedPeer = {
  port: number;
  /** Whatever it was asked but for its feed and its health. */
  requests: PeerRequest[];
  /** What it says to those. */
  answer: (request: PeerRequest) => PeerAnswer;
  publish<T extends EventType>(type: T, aggregateId: string, data: EventData<T>): void;
  /** The last event once more under the next number, as a relay may give it that lost its lease. */
  repeatLast(): void;
  /** Comes back from a backup: another epoch, nothing on the feed, and this in its snapshot. */
  restore(state: unknown): void;
  close(): Promise<void>;
};

const notFound = new Refusal("NOT_FOUND");

/** Another service as a consumer sees it: a feed that the test writes to, and answers that it chooses. */
export async function startFeedPeer(now: () => number, state: unknown = {}): Promise<FeedPeer> {
  const newId = createIds(now);
  const events: FeedEvent[] = [];
  const versions = new Map<string, number>();
  const waiting = new Set<() => void>();
  let epoch = "first";
  let kept = state;

  async function pageAfter(after: number, waitMs: number) {
    if (events.length <= after) await news(waitMs);
    const page = events.slice(after, after + 200);
    return { epoch, head: events.length, events: page, next: after + page.length };
  }
  async function standing({ pathname, searchParams }: URL): Promise<unknown> {
    if (pathname === "/readyz") return { ready: true };
    // Asked for by the verifier as soon as it starts; nobody shows a token here.
    if (pathname === "/.well-known/jwks.json") return { keys: [] };
    if (pathname === "/internal/snapshot") return { epoch, seq: events.length, state: kept };
    if (pathname === "/internal/feed")
      return pageAfter(Number(searchParams.get("after")), Number(searchParams.get("wait_ms")));
    return undefined;
  }

  const server = createServer(async (req, res) => {
    const url = new URL(req.url ?? "/", "http://peer");
    const known = await standing(url);
    if (known !== undefined) return reply(res, 200, known);
    const request = await requestOf(req, url.pathname);
    peer.requests.push(request);
    const answer = peer.answer(request);
    if (answer !== "never") reply(res, answer.status, answer.body);
  });

  function news(waitMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, waitMs);
    waiting.add(resolve);
    return promise.finally(() => {
      clearTimeout(timer);
      waiting.delete(resolve);
    });
  }
  const append = (event: FeedEvent) => {
    events.push(event);
    for (const wake of [...waiting]) wake();
  };

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const peer: FeedPeer = {
    port: (server.address() as AddressInfo).port,
    requests: [],
    answer: () => ({ status: notFound.status, body: problemOf(notFound) }),
    publish(type, aggregateId, data) {
      const aggregateVersion = (versions.get(aggregateId) ?? 0) + 1;
      versions.set(aggregateId, aggregateVersion);
      const head = { eventId: newId("evt"), seq: events.length + 1, at: now() };
      append({ ...head, type, aggregateId, aggregateVersion, data });
    },
    repeatLast() {
      const last = events.at(-1);
      if (last) append({ ...last, seq: events.length + 1, eventId: newId("evt") });
    },
    restore(state) {
      events.length = 0;
      epoch = `${epoch}, restored`;
      kept = state;
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

async function requestOf(req: IncomingMessage, path: string): Promise<PeerRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const key = req.headers["idempotency-key"];
  return {
    ...{ method: req.method ?? "GET", path, body: text === "" ? undefined : JSON.parse(text) },
    key: typeof key === "string" ? key : undefined,
  };
}

function reply(res: ServerResponse, status: number, body?: unknown): void {
  res
    .writeHead(status, { "content-type": status < 400 ? "application/json" : "application/problem+json" })
    .end(body === undefined ? undefined : JSON.stringify(body));
}
