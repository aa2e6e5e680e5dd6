import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertForm, assertSnapshotAsAgreed, assertToldAsAgreed } from "@siren/chassis/testing/as-agreed";
import type { Answer } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { ticketAudit } from "@siren/contracts/audit";
import {
  boardView,
  callBoard,
  delayView,
  salesReport,
  stockView,
  ticketView,
  voidView,
} from "@siren/contracts/barista";
import { goldenEvents } from "@siren/contracts/golden";
import { baristaExamples } from "@siren/contracts/golden-barista";
import { auditExamples } from "@siren/contracts/golden-between";
import { boardLiveExamples, callLiveExamples, onTheWire } from "@siren/contracts/golden-live";
import { boardLiveEvents, callLiveEvents, liveHead } from "@siren/contracts/live";
import { io } from "socket.io-client";
import * as z from "zod/mini";
import { type Barista, hana, jun, line, openBarista } from "../src/testing/open-barista.ts";
import { unclaimedAfterMs } from "../src/use-cases/keep-timers.ts";

const { rejectRequest, remakeRequest, storeStateRequest, availabilityRequest } = baristaExamples;
const { stockRequest, stockView: stockExample, delayRequest } = baristaExamples;
const cookie = (quantity: number) => ({ ...line(quantity), itemId: "cookie" });

let door: Barista;
before(async () => {
  door = await openBarista();
  await makeEverythingHappen();
});
after(() => door.close());

async function tapped(path: string, body?: object) {
  const answer = await door.tap(path, body && { body });
  assert.equal(answer.status, 200, path);
  assertForm(path, ticketView, baristaExamples.ticketView, answer.body);
}

async function makeEverythingHappen() {
  const made = await door.queued();
  const cup = `/units/${made.units[0]?.unitId}`;
  const taps = [
    `/tickets/${made.ticketId}/accept`,
    `${cup}/claim`,
    `${cup}/release`,
    `${cup}/claim`,
    `${cup}/done`,
    `/tickets/${made.ticketId}/recall`,
    `/tickets/${made.ticketId}/ready`,
  ];
  for (const path of taps) await tapped(path);
  await tapped(`${cup}/remake`, remakeRequest);
  for (const path of [`/tickets/${made.ticketId}/ready`, `/tickets/${made.ticketId}/hand-over`])
    await tapped(path);
  const { reason } = rejectRequest;
  await tapped(`/tickets/${(await door.queued()).ticketId}/reject`, { reason });
  const partly = await door.queued({ lines: [line(2)] });
  const missing = [String(partly.units[0]?.unitId)];
  await tapped(`/tickets/${partly.ticketId}/reject`, { ...rejectRequest, units: missing });
  const unpaid = await door.queued({ payment: "COUNTER_DUE" }, "OrderCounterDue");
  await tapped(`/tickets/${unpaid.ticketId}/paid`);
  const left = await door.queued();
  await tapped(`/tickets/${left.ticketId}/accept`);
  await tapped(`/units/${left.units[0]?.unitId}/claim`);
  await tapped(`/tickets/${left.ticketId}/ready`);
  door.advance(unclaimedAfterMs + 1);
  await until("it is unclaimed", async () => (await door.ticketOf(left.orderId)) === undefined);
  const voided = await door.void((await door.queued()).orderId);
  assertForm("void", voidView, baristaExamples.voidView, voided.body);
  const put = (path: string, body: object) =>
    door.ask("PUT", `/stores/seongsu/${path}`, { as: jun, key: door.newId("cmd"), body });
  const { OrderRefundGiven: back } = goldenEvents;
  door.order.publish("OrderRefundGiven", back.orderId, back);
  const hidden = door.orderOf({ releaseAt: door.now() + 10_000 });
  door.order.publish("OrderAuthorised", hidden.orderId, hidden);
  await until("it is hidden", async () => (await door.told(hidden.orderId)).length === 1);
  door.advance(10_000);
  await until("it is let out", async () => (await door.told(hidden.orderId)).includes("EtaChanged"));
  await answered("stock", put("stock/cookie", stockRequest), stockView, stockExample);
  await tapped(`/tickets/${(await door.queued({ lines: [cookie(2)] })).ticketId}/accept`);
  const soon = { until: door.now() + 900_000 };
  assert.equal((await put("state", { ...storeStateRequest, ...soon })).status, 200);
  assert.equal((await put("availability/oat-milk", availabilityRequest)).status, 200);
  assert.equal((await put("availability/latte", { soldOut: true })).status, 200);
  const late = door.tap("/stores/seongsu/delay", { body: { ...delayRequest, ...soon } });
  await answered("delay", late, delayView, baristaExamples.delayView);
  await until("a slip is told", async () => (await door.events()).some(({ type }) => type === "EtaChanged"));
  const begun = await door.queued();
  await tapped(`/tickets/${begun.ticketId}/accept`);
  await tapped(`/units/${begun.units[0]?.unitId}/claim`);
}

async function answered(what: string, answer: Promise<Answer>, schema: z.ZodMiniType, example: unknown) {
  const { status, body } = await answer;
  assert.equal(status, 200, what);
  assertForm(what, schema, example, body);
}

test("its feed and its snapshot", async () => {
  const feed = () => door.ask("GET", "/internal/feed?after=0&limit=500", { as: "order" });
  await until("all is told", async () => (await feed()).body.head === (await feed()).body.events.length);
  assertToldAsAgreed("barista", (await feed()).body);
  assertSnapshotAsAgreed("barista", (await door.ask("GET", "/internal/snapshot", { as: "order" })).body);
});

test("its boards and its audit", async () => {
  const board = await door.ask("GET", "/stores/seongsu/board", { as: jun });
  assertForm("board", boardView, baristaExamples.boardView, board.body);
  const call = await door.ask("GET", "/stores/seongsu/callboard");
  assertForm("call board", callBoard, baristaExamples.callBoard, call.body);
  const sales = door.ask("GET", "/stores/seongsu/sales?day=2026-11-21", { as: hana });
  await answered("sales", sales, salesReport, baristaExamples.salesReport);
  const audit = await door.ask("GET", "/internal/audit", { as: "auditor" });
  assertForm("audit", ticketAudit, auditExamples.ticketAudit, audit.body);
  for (const { length } of [board.body.tickets, call.body.entries, audit.body.facts])
    assert.notEqual(length, 0);
});

const boards = {
  // A cup is told with its whole ticket; nobody tells one alone yet.
  "/board": {
    stream: "store:seongsu",
    events: boardLiveEvents,
    examples: boardLiveExamples,
    untold: "unit.changed",
  },
  "/call": { stream: "call:seongsu", events: callLiveEvents, examples: callLiveExamples, untold: "" },
};
for (const [namespace, { stream, events, examples, untold }] of Object.entries(boards)) {
  test(`what is pushed on ${namespace}`, async (t) => {
    const socket = io(door.url() + namespace, {
      ...{ path: "/socket.io", transports: ["websocket"], forceNew: true, reconnection: false },
      auth: { storeId: "seongsu" },
      extraHeaders: { "x-siren-identity": await door.signed({ ...jun, via: "pass" }) },
    });
    t.after(() => socket.disconnect());
    const heard: [name: string, payload: { n: number }][] = [];
    socket.onAny((name, payload) => name in events && heard.push([name, payload]));
    const { n } = await socket.timeout(5_000).emitWithAck("resume", { stream, after: 0 });
    await until("all is heard", () => heard.at(-1)?.[1].n === n);
    const names = new Set(heard.map(([name]) => name));
    assert.deepEqual(
      [...names].sort(),
      Object.keys(events)
        .filter((name) => name !== untold)
        .sort(),
    );
    for (const [name, payload] of heard) {
      const key = name as keyof typeof events;
      assertForm(
        name,
        z.extend(liveHead, (events[key] as z.ZodMiniObject).shape),
        onTheWire(examples[key]),
        payload,
      );
    }
  });
}
