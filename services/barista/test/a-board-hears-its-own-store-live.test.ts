import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { until } from "@siren/chassis/testing/until";
import { goldenEvents } from "@siren/contracts/golden";
import { boardLiveEvents, callLiveEvents, liveHead } from "@siren/contracts/live";
import { io, type Socket } from "socket.io-client";
import { type Barista, customer, elsewhere, jun, openBarista } from "../src/testing/open-barista.ts";

type Heard = { name: string; n: number; stream: string; ticket?: { ticketId: string; state: string } };

let door: Barista;
const sockets: Socket[] = [];
before(async () => {
  door = await openBarista();
});
after(async () => {
  for (const socket of sockets) socket.disconnect();
  await door.close();
});

/** A page whose upgrade came through the gateway with this identity; a pass, because only that counts without a token. */
async function open(namespace: "/board" | "/call", auth: object, as?: typeof jun) {
  const identity = as && { "x-siren-identity": await door.signed({ ...as, via: "pass" }) };
  const socket = io(door.url() + namespace, {
    ...{ path: "/socket.io", transports: ["websocket"], forceNew: true, reconnection: false, auth },
    ...(identity && { extraHeaders: identity }),
  });
  sockets.push(socket);
  const heard: Heard[] = [];
  const ticks: { stream: string; n: number }[] = [];
  socket.onAny((name: string, payload: Heard) => {
    if (name === "tick") ticks.push(payload);
    else if (name !== "hello" && name !== "goodbye") heard.push({ ...payload, name });
  });
  const outcome = await new Promise<string>((resolve) => {
    socket.on("connect", () => resolve("in"));
    socket.on("connect_error", (error) =>
      resolve((error as Error & { data?: { code: string } }).data?.code ?? error.message),
    );
  });
  const resume = (stream: string, from?: number) =>
    socket.timeout(20_000).emitWithAck("resume", { stream, ...(from !== undefined && { after: from }) });
  return { outcome, heard, ticks, resume };
}

test("the board is for the staff of its store", async () => {
  const storeId = "seongsu";
  assert.equal((await open("/board", { storeId })).outcome, "UNAUTHENTICATED");
  assert.equal((await open("/board", { storeId }, customer)).outcome, "FORBIDDEN");
  assert.equal((await open("/board", { storeId }, elsewhere)).outcome, "WRONG_STORE");
  assert.equal((await open("/board", { storeId, token: "a.b.c" }, jun)).outcome, "UNAUTHENTICATED");
  for (const auth of [{}, { storeId: 7 }, { storeId: "../x" }])
    assert.equal((await open("/board", auth, jun)).outcome, "BAD_REQUEST");
  assert.equal((await open("/board", { storeId }, jun)).outcome, "in");
});

test("a page that asks from a number on gets what it missed, in order, and ticks that prove it is told", async () => {
  const { n } = (await door.ask("GET", "/stores/seongsu/board", { as: jun })).body;
  const { ticketId } = await door.queued();
  await door.tap(`/tickets/${ticketId}/accept`);
  const page = await open("/board", { storeId: "seongsu" }, jun);
  const answer = await page.resume("store:seongsu", n);
  assert.equal(answer.ok, true);
  // What to make next is told as well, whenever the work is looked at.
  const ofTickets = () => page.heard.filter(({ name }) => name.startsWith("ticket."));
  await until("both are heard", () => ofTickets().length >= 2);
  assert.deepEqual(
    ofTickets().map((one) => [one.name, one.ticket?.state]),
    [
      ["ticket.queued", "QUEUED"],
      ["ticket.changed", "ACCEPTED"],
    ],
  );
  for (const { name, ...payload } of page.heard) {
    liveHead.parse(payload);
    boardLiveEvents[name as keyof typeof boardLiveEvents].parse(payload);
    assert.doesNotMatch(JSON.stringify(payload), /ownerId|total_krw/);
  }
  await door.tap(`/tickets/${ticketId}/reject`, { body: { reason: "OTHER" } });
  await until("it goes on", () => ofTickets().length === 3);
  await until("a tick", () =>
    page.ticks.some((tick) => tick.n === page.heard.at(-1)?.n && tick.stream === "store:seongsu"),
  );
  assert.deepEqual(
    page.heard.map((one) => one.n),
    page.heard.map((_, at) => n + 1 + at),
    "without a gap",
  );
  assert.equal((await page.resume("store:haeundae", 0)).code, "FORBIDDEN");
  assert.equal((await page.resume("store:seongsu", n + 999)).code, "CURSOR_GONE");
});

test("a screen is for a store that there is", async () => {
  assert.equal((await open("/call", { storeId: "nowhere" })).outcome, "in", "menu has told of none yet");
  const { StorePublished } = goldenEvents;
  // Open now: the example is closed on Saturdays and on a holiday.
  const week = StorePublished.week.map(() => ({ opens: 0, closes: 1_440 }));
  door.menu.publish("StorePublished", StorePublished.storeId, { ...StorePublished, week, holidays: [] });
  await until(
    "it is known",
    async () => (await open("/call", { storeId: "nowhere" })).outcome === "NOT_FOUND",
  );
  assert.equal((await open("/call", { storeId: "seongsu" })).outcome, "in");
});

test("the public screen hears numbers and masked nicknames, and nothing of the board", async () => {
  const screen = await open("/call", { storeId: "seongsu" });
  assert.equal(screen.outcome, "in");
  assert.equal((await screen.resume("call:seongsu")).ok, true);
  assert.equal((await screen.resume("store:seongsu", 0)).code, "FORBIDDEN");
  const { ticketId, units, number } = await door.queued({ nickname: "지우개" });
  await door.tap(`/tickets/${ticketId}/accept`);
  await door.tap(`/units/${units[0]?.unitId}/claim`);
  await door.tap(`/units/${units[0]?.unitId}/done`);
  await door.tap(`/tickets/${ticketId}/hand-over`);
  await until("both are heard", () => screen.heard.length >= 2);
  const facts = screen.heard.map(({ name, n: _n, stream: _s, ...rest }) => {
    const { eventId: _e, at: _a, traceparent: _t, ...fact } = rest as Record<string, unknown>;
    callLiveEvents[name as keyof typeof callLiveEvents].parse(fact);
    return [name, fact];
  });
  assert.deepEqual(facts, [
    ["call.ready", { number, nickname: "지**" }],
    ["call.cleared", { number }],
  ]);
});
