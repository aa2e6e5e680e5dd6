import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { goldenEvents } from "@siren/contracts/golden";
import { openStore } from "@siren/store/open-store";
import { queueTicket } from "../src/domain/ticket.ts";
import { baristaMigrations } from "../src/store/migrations.ts";
import { baristaModels } from "../src/store/models.ts";
import { type Barista, jun, line, openBarista } from "../src/testing/open-barista.ts";
import { afterClosingMs, forgottenAfterMs, unclaimedAfterMs } from "../src/use-cases/keep-timers.ts";

const minuteMs = 60_000;
let door: Barista;
before(async () => {
  door = await openBarista();
});
after(() => door.close());

const accepted = async (cups = 1) => {
  const ticket = await door.queued({ lines: [line(cups)], placedAt: door.now(), releaseAt: door.now() });
  assert.equal((await door.tap(`/tickets/${ticket.ticketId}/accept`)).status, 200);
  return ticket;
};
const stateOf = async (orderId: string) => (await door.factOf(orderId)).state as string;
const whyOf = async (orderId: string) => {
  await until("it is called off", async () => (await door.told(orderId)).includes("TicketRejected"));
  const all = (await door.events()).filter(({ data }) => data.orderId === orderId);
  return all.find(({ type }) => type === "TicketRejected")?.data.reason;
};

test("accepted and begun by nobody for an hour, it is called off; begun, it is not", async () => {
  const [left, begun] = [await accepted(), await accepted()];
  door.advance(forgottenAfterMs - minuteMs);
  assert.equal((await door.tap(`/units/${begun.units[0]?.unitId}/claim`)).status, 200);
  assert.equal(await stateOf(left.orderId), "ACCEPTED");
  door.advance(minuteMs + 1);
  assert.equal(await whyOf(left.orderId), "OTHER");
  assert.equal(await stateOf(begun.orderId), "MAKING");
  assert.equal(codeOf(await door.tap(`/units/${left.units[0]?.unitId}/claim`)), "ILLEGAL_TRANSITION");
});

test("begun and left, it is called off an hour after the last tap, by whichever process is there", async () => {
  const { orderId, units } = await accepted(2);
  const cup = `/units/${units[0]?.unitId}`;
  const second = await door.start();
  for (const verb of ["claim", "done"]) await door.tap(`${cup}/${verb}`, { at: second });
  await second.stop();
  door.advance(forgottenAfterMs / 2);
  await door.tap(`/units/${units[1]?.unitId}/claim`);
  await door.tap(`/units/${units[1]?.unitId}/release`);
  door.advance(forgottenAfterMs / 2 + minuteMs);
  const watched = await accepted();
  door.advance(minuteMs);
  assert.equal(await stateOf(orderId), "MAKING", "the last tap was half an hour ago");
  door.advance(forgottenAfterMs / 2);
  assert.equal(await whyOf(orderId), "OTHER");
  assert.equal(await stateOf(watched.orderId), "ACCEPTED");
});

test("called back and then left with all its cups made, it is ready again", async () => {
  const { ticketId, orderId, units } = await accepted();
  for (const verb of ["claim", "done"]) await door.tap(`/units/${units[0]?.unitId}/${verb}`);
  assert.equal((await door.tap(`/tickets/${ticketId}/recall`)).body.state, "MAKING");
  door.advance(forgottenAfterMs + minuteMs);
  await until("it is ready", async () => (await stateOf(orderId)) === "READY");
});

test("what nobody began is called off soon after closing time", async () => {
  const dayMs = 1_440 * minuteMs;
  const noonMs = 12 * 60 * minuteMs;
  const sinceMidnightMs = (door.now() + 9 * 60 * minuteMs) % dayMs;
  door.advance(dayMs - sinceMidnightMs + noonMs);
  const { StorePublished } = goldenEvents;
  const week = StorePublished.week.map(() => ({ opens: 0, closes: 12 * 60 + 15 }));
  door.menu.publish("StorePublished", "seongsu", { ...StorePublished, week, holidays: [], version: 9 });
  const board = async () => (await door.ask("GET", "/stores/seongsu/board", { as: jun })).body;
  await until("its hours are known", async () => (await board()).closesAt !== null);
  const { orderId } = await accepted();
  door.advance((await board()).closesAt - door.now() + minuteMs);
  assert.equal(await stateOf(orderId), "ACCEPTED", "who is still there may begin it");
  door.advance(afterClosingMs);
  assert.equal(await whyOf(orderId), "CLOSING");
});

test("a ticket of an older program gets the end that it lacks, at the next start", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "barista-migrated-"));
  const begunAt = 1_795_254_681_000;
  const log = { info() {}, warn() {} };
  const store = await openStore(`sqlite://${join(folder, "barista.db")}`, { log, now: () => begunAt });
  t.after(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  const models = baristaModels(store);
  const [first, second] = baristaMigrations(() => ({ store, models }));
  assert.ok(first && second);
  await store.migrate([first]);
  const states = ["QUEUED", "ACCEPTED", "MAKING", "READY", "HANDED_OVER"] as const;
  for (const [n, state] of states.entries()) {
    const unitIds = [`unt_${n}`];
    const order = { ...door.orderOf({ orderId: `ord_${n}` }), releaseAt: begunAt + 10_000 };
    const { ticketId, ...ticket } = queueTicket(order, { ticketId: `tkt_${n}`, unitIds }, begunAt);
    const claimed = { state: "CLAIMED", claimedBy: "mem_1", claimUntil: begunAt + 9 } as const;
    const units = ticket.units.map((unit) => ({ ...unit, ...(state === "MAKING" && claimed) }));
    await models.tickets.create([{ ...ticket, _id: ticketId, state, units, version: 1 }]);
  }
  await store.migrate([first, second]);
  const { timers } = await store.timers.due(Number.MAX_SAFE_INTEGER, 100);
  assert.deepEqual(timers.map(({ id, kind, dueAt }) => [id, kind, dueAt - begunAt]).sort(), [
    ["claim:unt_2", "unit.claim-ended", 9],
    ["forgotten:tkt_1", "ticket.forgotten", forgottenAfterMs],
    ["forgotten:tkt_2", "ticket.forgotten", forgottenAfterMs],
    ["release:tkt_0", "ticket.release", 10_000],
    ["unclaimed:tkt_3", "ticket.unclaimed", unclaimedAfterMs],
  ]);
});
