import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type TestContext, test } from "node:test";
import { balancerOf, handRegistry, instanceAt, startBackend } from "../../test/balancing-world.ts";
import { CallFailed, createServiceClient } from "../client.ts";
import { createHeardOf } from "../heard-of.ts";
import type { RequestContext } from "../http/routes.ts";
import { until } from "../testing/until.ts";
import { readPage } from "./feed-client.ts";
import { feedRoutes } from "./feed-routes.ts";
import type { FeedPort, FeedRequest } from "./ports.ts";

const empty = { epoch: "e", head: 3, events: [], next: 3 };
type Answer = Awaited<ReturnType<FeedPort<null>["page"]>>;

/** Two replicas of order whose feed the test answers by hand, and a reader who calls them as consumers do. */
async function world(t: TestContext) {
  const asked: (FeedRequest & { at: string; answer: (page: Answer) => void })[] = [];
  const serve = (at: string) => {
    const feed: FeedPort<null> = {
      page: (request) => new Promise((answer) => asked.push({ ...request, at, answer })),
      snapshot: async () => ({ epoch: "e", seq: 0, state: null }),
      head: () => undefined,
      refresh: () => {},
    };
    const [page] = feedRoutes<null>({ owner: "order", feed, snapshot: async () => null, onNudge: () => {} });
    assert.ok(page);
    return startBackend(t, at, (req, res) => void handled(page, req, res));
  };
  const replicas = await Promise.all(["order:1", "order:2"].map(serve));
  const registry = handRegistry();
  registry.put(replicas.map(({ id, port }) => instanceAt(id, port, "order")));
  const balancer = balancerOf(t, registry);
  const identity = { headerFor: async () => "barista" };
  const heardOf = createHeardOf(Date.now);
  const client = createServiceClient({ balancer, registry, identity, heardOf, now: Date.now });
  const read = (waitMs: number) => {
    const request = { feed: "order", self: "barista", after: 3, epoch: "e", waitMs, limit: 10 } as const;
    return readPage(client, request, new AbortController().signal);
  };
  return {
    asked,
    read,
    heardOf,
    ejected: () => balancer.state()[0]?.instances.filter(({ ejected }) => ejected),
  };
}

async function handled(
  page: ReturnType<typeof feedRoutes>[number],
  req: IncomingMessage,
  res: ServerResponse,
) {
  const { searchParams } = new URL(req.url ?? "", "http://order");
  const query = page.query?.parse(Object.fromEntries(searchParams));
  const { signal } = new AbortController();
  // The feed's routes look at nothing else of a request.
  const context = { query, caller: { sub: "barista" }, headers: req.headers, signal, res };
  try {
    const { status, body } = await page.handle(context as unknown as RequestContext);
    if (!res.headersSent)
      res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  } catch {
    if (res.headersSent) res.destroy();
    else res.writeHead(410, { "content-type": "application/problem+json" }).end("{}");
  }
}

test("the owner is asked to wait for 20 s, and the page is whole that comes after beats", async (t) => {
  const { asked, read } = await world(t);
  const page = read(1_500);
  await until("it is asked for", () => asked.length === 1);
  const [first] = asked;
  assert.equal(first?.waitMs, 20_000);
  first?.onLook?.();
  first?.onLook?.();
  first?.answer(empty);
  assert.deepEqual(await page, empty);
});

for (const [what, beats] of [
  ["stops beating", 1],
  ["says nothing at all", 0],
] as const)
  test(`an owner that ${what} is left, and left alone, long before the wait is over`, async (t) => {
    const { asked, read, ejected } = await world(t);
    const leaving = assert.rejects(
      read(0),
      (fault) => fault instanceof CallFailed && fault.kind === "TIMEOUT",
    );
    await until("it is asked for", () => asked.length === 1);
    for (let beat = 0; beat < beats; beat += 1) asked[0]?.onLook?.();
    await leaving;
    assert.deepEqual(
      ejected()?.map(({ id }) => id),
      [asked[0]?.at],
    );
  });

test("a cursor that is gone after the first beat breaks the answer off, and the next one says so", async (t) => {
  const { asked, read } = await world(t);
  const broken = read(1_500);
  await until("it is asked for", () => asked.length === 1);
  asked[0]?.onLook?.();
  await new Promise(setImmediate);
  asked[0]?.answer("gone");
  await assert.rejects(broken, (fault) => fault instanceof CallFailed && fault.kind === "RESET");
  const told = read(1_500);
  await until("it is asked for again", () => asked.length === 2);
  asked[1]?.answer("gone");
  assert.equal(await told, "gone");
});

test("each beat is a sign of life of the owner, and an answer that breaks off takes them back", async (t) => {
  const { asked, read, heardOf } = await world(t);
  const broken = read(1_500);
  await until("it is asked for", () => asked.length === 1);
  assert.equal(heardOf.at("order"), undefined);
  asked[0]?.onLook?.();
  await until("it was heard", () => heardOf.at("order") !== undefined);
  asked[0]?.answer("gone");
  await assert.rejects(broken);
  assert.equal(heardOf.at("order"), undefined);
});
