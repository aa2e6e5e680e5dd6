import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { RequestContext } from "@siren/chassis/http/routes";
import type { FeedClient } from "@siren/chassis/messaging/feed-client";
import { feedRoutes } from "@siren/chassis/messaging/feed-routes";
import type { FeedCursor } from "@siren/chassis/messaging/ports";
import { Refusal } from "@siren/contracts/refusal";
import type { Store } from "../../src/open-store.ts";

type ServerOptions = {
  store: Store;
  port?: number;
  onNudge?: (head?: FeedCursor) => void;
  snapshot?: () => Promise<unknown>;
};

/** The feed's routes behind a bare HTTP server: the caller is whoever `x-caller` says. */
export async function serveFeed({
  store,
  port = 0,
  onNudge = () => {},
  snapshot = async () => null,
}: ServerOptions) {
  const routes = feedRoutes({
    owner: "order",
    feed: store.feed,
    snapshot,
    onNudge,
  });
  const server = createServer(async (req, res) => {
    const url = new URL(req.url ?? "/", "http://localhost");
    const route = routes.find((r) => r.method === req.method && r.path === url.pathname);
    const gone = new AbortController();
    res.on("close", () => gone.abort());
    try {
      if (!route) throw new Refusal("NOT_FOUND", url.pathname);
      const caller = { sub: String(req.headers["x-caller"] ?? "barista") };
      const query = route.query?.parse(Object.fromEntries(url.searchParams));
      // These four are all that the feed's routes look at.
      const context = {
        query,
        caller,
        headers: req.headers,
        signal: gone.signal,
      } as unknown as RequestContext;
      const reply = await route.handle(context);
      res.writeHead(reply.status).end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
    } catch (error) {
      const status = error instanceof Refusal ? error.status : 500;
      res.writeHead(status).end(JSON.stringify({ error: String(error) }));
    }
  });
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

/** Calls one of `urls`, the next one after each failure. */
export function feedClientOf(urls: () => readonly string[], caller = "barista"): FeedClient {
  let turn = 0;
  return {
    async call({ path, method, timeoutMs, silenceMs = timeoutMs, signal }) {
      const all = urls();
      const url = all[turn % all.length];
      // It hands on no patience, so it is answered after the shorter wait and without beats.
      const signals = [AbortSignal.timeout(silenceMs), ...(signal ? [signal] : [])];
      try {
        const headers = { "x-caller": caller };
        const answer = await fetch(`${url}${path}`, { method, headers, signal: AbortSignal.any(signals) });
        return { status: answer.status, body: await answer.json() };
      } catch (error) {
        turn += 1;
        throw error;
      }
    },
  };
}
