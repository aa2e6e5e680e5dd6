import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "@siren/contracts/refusal";
import type { RequestContext } from "../http/routes.ts";
import { feedRoutes } from "./feed-routes.ts";
import type { FeedPort, FeedRequest } from "./ports.ts";

function routesOver(asked: FeedRequest[], answer: "gone" | "empty" = "empty", draining?: AbortSignal) {
  const feed: FeedPort<null> = {
    page: async (request) => {
      asked.push(request);
      return answer === "gone" ? "gone" : { epoch: "e", head: 0, events: [], next: request.after };
    },
    snapshot: async (read) => ({ epoch: "e", seq: 0, state: await read(null) }),
    head: () => undefined,
    refresh: () => {},
  };
  const routes = feedRoutes<null>({
    owner: "order",
    feed,
    snapshot: async () => ({ orders: [] }),
    onNudge: () => {},
    ...(draining ? { draining } : {}),
  });
  const [page] = routes;
  assert.ok(page);
  return async (query: Record<string, string>, sub: string) => {
    const context = {
      query: page.query?.parse(query),
      caller: { sub },
      headers: {},
      signal: new AbortController().signal,
    };
    // The feed's routes look at nothing else of a request.
    return page.handle(context as unknown as RequestContext);
  };
}

function refusedWith(code: string) {
  return (error: unknown) => error instanceof Refusal && error.code === code;
}

test("a named consumer's reading counts as its acknowledgement, nobody else's does", async () => {
  const asked: FeedRequest[] = [];
  const get = routesOver(asked);
  await get({ after: "3", consumer: "barista" }, "barista");
  await get({ after: "3" }, "barista");
  await get({ after: "3", consumer: "auditor" }, "auditor");
  assert.deepEqual(
    asked.map((request) => request.consumer),
    ["barista", undefined, undefined],
  );
  await assert.rejects(get({ after: "3", consumer: "member" }, "barista"), refusedWith("FORBIDDEN"));
});

test("a cursor that is gone is refused with its code, and nonsense is not a query", async () => {
  await assert.rejects(routesOver([], "gone")({ after: "3" }, "barista"), refusedWith("CURSOR_GONE"));
  const get = routesOver([]);
  for (const query of [
    { after: "-1" },
    { after: "1.5" },
    { after: "x" },
    {},
    { after: "0", wait_ms: "20001" },
  ]) {
    await assert.rejects(get(query as Record<string, string>, "barista"), JSON.stringify(query));
  }
  await assert.rejects(get({ after: "0", unknown: "1" }, "barista"));
});

test("a process that stops lets its readers go", async () => {
  const asked: FeedRequest[] = [];
  await routesOver(asked, "empty", AbortSignal.abort())({ after: "0", wait_ms: "20000" }, "barista");
  assert.deepEqual([asked[0]?.waitMs, asked[0]?.signal?.aborted], [0, true]);
});
