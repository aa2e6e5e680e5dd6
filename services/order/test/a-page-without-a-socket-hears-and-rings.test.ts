import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Caller } from "@siren/chassis/identity/caller";
import { until } from "@siren/chassis/testing/until";
import { livePage, streams } from "@siren/contracts/live";
import { io, type Socket } from "socket.io-client";
import type * as z from "zod/mini";
import { memberOne, testId } from "../src/testing/build-order.ts";
import {
  atCounter,
  byCard,
  customer,
  type Door,
  guest,
  openDoor,
  stranger,
} from "../src/testing/open-door.ts";

type Page = z.infer<typeof livePage>;
const stream = streams.member(memberOne);
let door: Door;
let other: { url: string };
const sockets: Socket[] = [];
before(async () => {
  door = await openDoor();
  other = await door.start();
});
after(async () => {
  for (const socket of sockets) socket.disconnect();
  await door.close();
});

const ask = (query: string, as: Caller = customer, at?: { url: string }) =>
  door.ask("GET", `/events${query}`, { as, ...(at && { at }) });

async function poll(query: string, as: Caller = customer, at?: { url: string }): Promise<Page> {
  const { status, body } = await ask(query, as, at);
  assert.equal(status, 200, JSON.stringify(body));
  return livePage.parse(body);
}

const heard = (n: number, as: Caller = customer, of = stream) =>
  door.ask("PUT", "/events/heard", { as, body: { stream: of, n } });

let orders = 0;
/** An order of the customer's, and what its store says next. */
async function place() {
  orders += 1;
  const { status, body } = await door.ask("POST", "/orders", {
    ...{ as: customer, key: `key-polled-${orders}`, body: byCard },
  });
  assert.equal(status, 201, JSON.stringify(body));
  const ticket = { ticketId: testId("tkt", orders), orderId: String(body.orderId), storeId: "gangnam" };
  return (...types: ("TicketAccepted" | "TicketStarted" | "TicketReady" | "TicketPickedUp")[]) => {
    for (const type of types) door.barista.publish(type, ticket.ticketId, ticket);
  };
}

/** Asks on from `after` until an event of that name has come, as a page does; answers its number. */
async function pollUntil(name: string, after: number): Promise<{ n: number; rings: number[] }> {
  const rings: number[] = [];
  for (let next = after; ; ) {
    const page = await poll(`?after=${next}&wait_ms=20000`);
    rings.push(...(page.rings ?? []));
    const found = page.events.find((event) => event.name === name);
    if (found) return { n: found.n, rings };
    next = page.next;
  }
}

test("a page that waits is told as soon as something happens, with the socket's own numbers, and rings", async () => {
  const start = await poll("");
  assert.deepEqual([start.events, start.next], [[], start.head]);
  const tell = await place();
  tell("TicketAccepted", "TicketStarted", "TicketReady");
  const { n, rings } = await pollUntil("order.ready", start.next);
  assert.deepEqual(rings, [n], "it is the only one there");
  const all = await poll(`?after=${start.next}`);
  assert.deepEqual(
    all.events.map((event) => event.n - start.next),
    [1, 2, 3, 4, 5],
  );
  assert.equal(all.events[0]?.name, "order.placed");
  const socket = io(`${other.url}/orders`, {
    ...{ path: "/socket.io", transports: ["websocket"], forceNew: true, reconnection: false },
    extraHeaders: { "x-siren-identity": await door.signed({ ...customer, via: "pass" }) },
  });
  sockets.push(socket);
  const told: { name: string }[] = [];
  socket.onAny((name, data) => told.push({ name, ...data }));
  await socket.timeout(20_000).emitWithAck("resume", { stream, after: start.next });
  await until(
    "the socket has the same",
    () => told.filter(({ name }) => name.startsWith("order.")).length === 5,
  );
  socket.disconnect();
  assert.equal((await heard(n)).status, 204);
});

test("what was polled and not acknowledged rings again 3 s later, and not once it was", async () => {
  const { head } = await poll("");
  const tell = await place();
  tell("TicketAccepted", "TicketStarted", "TicketReady");
  const { n } = await pollUntil("order.ready", head);
  door.advance(3_100);
  const again = await poll(`?after=${n}&wait_ms=20000`);
  assert.deepEqual([again.events, again.rings], [[], [n]]);
  await heard(n);
  door.advance(3_100);
  assert.equal((await poll(`?after=${n}`)).rings, undefined);
  tell("TicketPickedUp");
  await pollUntil("order.picked_up", n);
});

test("a guest and whoever has only the pass hear their own, and nobody another's", async () => {
  const placed = await door.ask("POST", "/orders", { as: guest, key: "key-guest", body: atCounter });
  assert.equal(placed.status, 201, JSON.stringify(placed.body));
  await until("the guest hears", async () => (await poll("?after=0", guest)).events.length > 0);
  assert.equal((await poll("?after=0", guest)).stream, streams.guest(guest.sub));
  assert.ok((await poll("?after=0", { ...customer, via: "pass" })).events.length > 0);
  assert.deepEqual((await poll("?after=0", stranger)).events, []);
  assert.equal((await heard(1, stranger)).status, 403);
  assert.equal((await door.ask("GET", "/events?after=0", {})).status, 401);
});

test("a place beyond the end is told as gone, a wait has a limit, and so has the number of those who wait", async () => {
  const { head } = await poll("");
  const gone = await ask(`?after=${head + 9}`);
  assert.deepEqual([gone.status, gone.body.code, gone.body.head], [410, "CURSOR_GONE", head]);
  for (const wrong of ["?after=-1", "?after=x", "?after=", "?wait_ms=1e3", "?until=1"])
    assert.equal((await ask(wrong)).status, 400, wrong);
  // Whoever acknowledges what never happened has acknowledged what did.
  assert.equal((await heard(head + 1_000_000)).status, 204);
  const { waiting, sentAway } = askAtOnce(8, head);
  await until("four of eight are sent away", () => sentAway.length === 4);
  assert.equal((await ask(`?after=${head}`)).status, 200, "who does not wait is answered");
  (await place())("TicketAccepted");
  const pages = (await Promise.all(waiting)).filter(({ status }) => status === 200);
  assert.deepEqual(
    pages.map(({ body }) => body.events[0]?.n),
    [head + 1, head + 1, head + 1, head + 1],
  );
  assert.deepEqual(sentAway, [
    "TOO_MANY_REQUESTS",
    "TOO_MANY_REQUESTS",
    "TOO_MANY_REQUESTS",
    "TOO_MANY_REQUESTS",
  ]);
});

/** So many waits at once: once somebody is sent away, as many as may wait do. */
function askAtOnce(count: number, head: number, at?: { url: string }) {
  const sentAway: string[] = [];
  const waiting = Array.from({ length: count }, async () => {
    const answer = await ask(`?after=${head}&wait_ms=20000`, customer, at);
    if (answer.status !== 200) sentAway.push(answer.body.code);
    return answer;
  });
  return { waiting, sentAway };
}

test("who waits at a replica that stops is answered at once", async () => {
  const third = await door.start();
  const { head } = await poll("");
  const { waiting, sentAway } = askAtOnce(5, head, third);
  await until("four wait", () => sentAway.length === 1);
  await third.stop();
  const statuses = (await Promise.all(waiting)).map(({ status }) => status);
  assert.deepEqual(statuses.sort(), [200, 200, 200, 200, 429]);
});
