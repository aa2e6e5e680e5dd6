import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FeedEvent } from "@siren/contracts/envelope";
import type { EventData, EventType } from "@siren/contracts/events";
import { createIds } from "../ids.ts";

export type FeedPeer = {
  port: number;
  publish<T extends EventType>(type: T, aggregateId: string, data: EventData<T>): void;
  /** The last event once more under the next number, as a relay may give it that lost its lease. */
  repeatLast(): void;
  close(): Promise<void>;
};

/** Another service as a consumer sees it: alive, with a feed that the test writes to. */
export async function startFeedPeer(now: () => number): Promise<FeedPeer> {
  const newId = createIds(now);
  const events: FeedEvent[] = [];
  const versions = new Map<string, number>();
  const waiting = new Set<() => void>();

  const reply = (res: ServerResponse, body: unknown) =>
    res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));

  const server = createServer(async (req, res) => {
    const { pathname, searchParams } = new URL(req.url ?? "/", "http://peer");
    if (pathname !== "/internal/feed") return void reply(res, { status: "ok" });
    const after = Number(searchParams.get("after"));
    if (events.length <= after) await news(Number(searchParams.get("wait_ms")));
    const page = events.slice(after, after + 200);
    reply(res, { epoch: "first", head: events.length, events: page, next: after + page.length });
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
  return {
    port: (server.address() as AddressInfo).port,
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
    async close() {
      for (const wake of [...waiting]) wake();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
