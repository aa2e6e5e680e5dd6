import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { type FeedEvent, feedPage } from "@siren/contracts/envelope";
import { identityHeader } from "@siren/contracts/identity";
import { type OrderView, orderView } from "@siren/contracts/order";
import { MongoClient } from "mongodb";
import type { Supervised } from "../../scripts/stack/supervised-process.ts";
import { identityOf } from "../harness/audit.ts";
import { type Customer, newKey } from "../harness/cafe.ts";
import { eventually } from "../harness/eventually.ts";
import { patience, type TestStack } from "../harness/stack.ts";
import { type OpenCafe, openOverStores } from "../outages/stack-over-stores.ts";

const frozenForMs = 10_000;
/** A lease of 0.8 s, and some for a machine that is busy: what an order may wait for its number in the feed. */
const heldUpMs = 1_300;

let opened: OpenCafe;
let stack: TestStack;
before(async () => {
  opened = await openOverStores({ replicas: { order: 2 }, env: { order: patience } });
  stack = opened.cafe.stack;
});
after(() => opened?.close());

const beganIn = ({ log }: Supervised): number =>
  Math.max(-1, ...log.tail.filter((line) => line.includes('"relay.began"')).map(tokenIn));
const tokenIn = (line: string) => Number((JSON.parse(line) as { token: number }).token);

/** Whoever began last: each holder is given a higher token than the one before. */
const holderOfRelay = (): Promise<[Supervised, Supervised]> =>
  eventually("a replica of order says that it numbers the events", () => {
    const [one, other] = stack.processes("order") as [Supervised, Supervised];
    const [a, b] = [beganIn(one), beganIn(other)];
    return a !== b && (a > b ? [one, other] : [other, one]);
  });

/**
 * The embedded engine has one lock for all who write, and somebody who is frozen in the midst of a transaction would
 * keep it for a minute. A MongoDB has none such, and it is not what is asked here: so whoever has it is thawed again.
 */
async function freezeHolder(): Promise<[Supervised, Supervised]> {
  const store = await new MongoClient(opened.store("order").uri).connect();
  try {
    for (let tries = 1; ; tries += 1) {
      const [holder, other] = await holderOfRelay();
      await stack.kill("order", holder.replica, "SIGSTOP");
      const written = store.db("beside").collection("writes").insertOne({ tries });
      if (await Promise.race([written.then(() => true), pause(300, false)])) return [holder, other];
      await stack.kill("order", holder.replica, "SIGCONT");
      await written;
      assert.ok(tries < 20, "whoever holds the relay is always in the midst of a transaction");
    }
  } finally {
    await store.close();
  }
}

/** One replica asked past every gateway; a silence says whose it was. */
async function ask(at: Supervised, path: string, request: RequestInit, withinMs: number): Promise<Response> {
  const url = `${at.announcement?.url ?? ""}${path}`;
  try {
    return await fetch(url, { ...request, signal: AbortSignal.timeout(withinMs) });
  } catch (cause) {
    throw new Error(`order-${at.replica} did not answer ${path} within ${withinMs} ms`, { cause });
  }
}

/** What order's feed says at one replica, waiting for news as every reader does. */
async function feedAfter(at: Supervised, after: number, waitMs = 0): Promise<FeedEvent[]> {
  const headers = { [identityHeader]: identityOf(stack, "auditor", "order") };
  const path = `/internal/feed?after=${after}&wait_ms=${waitMs}&limit=500`;
  const answer = await ask(at, path, { headers }, waitMs + 5_000);
  return feedPage.parse(await answer.json()).events;
}

/** As the gateway would for somebody whom it has let in, but to this very replica. */
async function placeAt(at: Supervised, mina: Customer, body: object, key: string) {
  const who = { sub: mina.memberId, roles: ["customer"], via: "token", authAtMs: Date.now() };
  const headers = {
    "content-type": "application/json",
    "idempotency-key": key,
    [identityHeader]: identityOf(stack, "gateway", "order", who),
  };
  const answer = await ask(at, "/orders", { method: "POST", headers, body: JSON.stringify(body) }, 10_000);
  assert.equal(answer.status, 201, await answer.clone().text());
  return orderView.parse(await answer.json());
}

test("the holder of order's relay is frozen for ten seconds: the other one's orders wait for a second at most", async (t) => {
  const { cafe } = opened;
  const { mina } = cafe;
  const body = await mina.placing(cafe.minasCard);
  const [holder, other] = await freezeHolder();
  const frozenAt = performance.now();
  let head = (await feedAfter(other, 0)).at(-1)?.seq ?? 0;
  const seen: FeedEvent[] = [];
  const placed: { order: OrderView; key: string }[] = [];

  /** From the answer to its customer until its event has a number that every reader sees. */
  async function heldUp(): Promise<number> {
    const key = newKey();
    const order = await placeAt(other, mina, body, key);
    const answeredAt = performance.now();
    const { orderId } = order;
    placed.push({ order, key });
    while (!seen.some(({ aggregateId, type }) => aggregateId === orderId && type === "OrderAuthorised")) {
      seen.push(...(await feedAfter(other, head, 5_000)));
      head = seen.at(-1)?.seq ?? head;
    }
    return performance.now() - answeredAt;
  }

  const waits: number[] = [];
  try {
    while (performance.now() - frozenAt < frozenForMs) {
      waits.push(await heldUp());
      await pause(500);
    }
  } finally {
    await stack.kill("order", holder.replica, "SIGCONT");
  }
  t.diagnostic(
    `${waits.length} orders waited ${waits.map((ms) => ms.toFixed(0)).join(", ")} ms for their number`,
  );
  assert.ok(Math.max(...waits) < heldUpMs, `an order waited ${Math.max(...waits)} ms`);

  // Whoever woke up believes that it still holds the lease, and numbers nothing a second time.
  await heldUp();
  const numbers = (await feedAfter(other, 0)).map(({ seq }) => seq);
  assert.deepEqual(
    numbers,
    numbers.map((_, at) => at + 1),
    "the feed has neither gap nor repeat",
  );
  assert.equal(new Set(seen.map(({ eventId }) => eventId)).size, seen.length);
  for (const one of placed) await cafe.walk(one);
  await cafe.settle();
  await cafe.untilTheAuditorAgrees();
});
