import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { boardView, callBoard, ticketView } from "@siren/contracts/barista";
import { baristaState } from "@siren/contracts/snapshots";
import {
  type Barista,
  customer,
  elsewhere,
  hana,
  jun,
  line,
  openBarista,
} from "../src/testing/open-barista.ts";

let door: Barista;
before(async () => {
  door = await openBarista();
});
after(() => door.close());

test("from queued to handed over, told without a gap", async () => {
  const { ticketId, orderId, units } = await door.queued({ lines: [line(2)] });
  assert.equal(units.length, 2);
  const accepted = await door.tap(`/tickets/${ticketId}/accept`);
  assert.deepEqual([accepted.status, ticketView.parse(accepted.body).state], [200, "ACCEPTED"]);
  for (const { unitId } of units) {
    assert.equal((await door.tap(`/units/${unitId}/claim`)).body.state, "MAKING");
    await door.tap(`/units/${unitId}/done`);
  }
  assert.equal((await door.ticketOf(orderId))?.state, "READY");
  assert.equal((await door.tap(`/tickets/${ticketId}/hand-over`)).body.state, "HANDED_OVER");
  assert.equal(await door.ticketOf(orderId), undefined, "it has left the board");
  await until("all is told", async () => (await door.told(orderId)).includes("TicketPickedUp"));
  assert.deepEqual(await door.told(orderId), [
    ...["TicketQueued", "TicketAccepted", "TicketStarted", "UnitStarted", "UnitDone"],
    ...["UnitStarted", "UnitDone", "TicketReady", "TicketPickedUp"],
  ]);
  const { units: made, version } = await door.factOf(orderId);
  assert.deepEqual([made.map((unit: { doneTimes: number }) => unit.doneTimes), version], [[1, 1], 9]);
});

test("the same tap sent twice is one tap, and another one under its key is refused", async () => {
  const { ticketId, orderId, units } = await door.queued();
  const key = "tap-0001";
  const answers = await Promise.all([1, 2, 3].map(() => door.tap(`/tickets/${ticketId}/accept`, { key })));
  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.version]),
    Array(3).fill([200, answers[0]?.body.version]),
  );
  await door.tap(`/units/${units[0]?.unitId}/claim`);
  assert.equal(
    (await door.tap(`/tickets/${ticketId}/accept`, { key })).body.state,
    "ACCEPTED",
    "its first answer",
  );
  assert.equal(codeOf(await door.tap(`/tickets/${ticketId}/ready`, { key })), "KEY_REUSED");
  assert.equal(codeOf(await door.tap(`/tickets/${ticketId}/accept`)), "ILLEGAL_TRANSITION");
  const other = await door.tap(`/tickets/${ticketId}/ready`, { key, as: hana });
  assert.equal(other.status, 200, "another's key is another key");
  assert.equal((await door.told(orderId)).filter((type) => type === "TicketAccepted").length, 1);
});

test("two baristas who tap the same cup at the same moment: one has it", async () => {
  const second = await door.start();
  const { ticketId, orderId, units } = await door.queued();
  await door.tap(`/tickets/${ticketId}/accept`);
  const claim = `/units/${units[0]?.unitId}/claim`;
  const answers = await Promise.all([door.tap(claim), door.tap(claim, { as: hana, at: second })]);
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
  assert.ok(answers.some((answer) => codeOf(answer) === "UNIT_CLAIMED"));
  await until("it is told", async () => (await door.told(orderId)).includes("UnitStarted"));
  assert.equal((await door.told(orderId)).filter((type) => type === "UnitStarted").length, 1);
  await second.stop();
});

test("only the store's own staff may look and tap", async () => {
  const { ticketId, units } = await door.queued();
  const posts = [
    ...["accept", "ready", "recall", "hand-over", "paid"].map((verb) => ({
      path: `/tickets/${ticketId}/${verb}`,
    })),
    { path: `/tickets/${ticketId}/reject`, body: { reason: "OTHER" } },
    { path: `/units/${units[0]?.unitId}/remake`, body: { reason: "SPILLED" } },
    ...["claim", "done", "release"].map((verb) => ({ path: `/units/${units[0]?.unitId}/${verb}` })),
  ];
  for (const { path, ...more } of posts) {
    assert.equal(codeOf(await door.tap(path, { ...more, as: elsewhere })), "WRONG_STORE", path);
    assert.equal(codeOf(await door.tap(path, { ...more, as: customer })), "FORBIDDEN", path);
    assert.equal(codeOf(await door.tap(path, { ...more, as: undefined })), "UNAUTHENTICATED", path);
    assert.equal(codeOf(await door.tap(path, { ...more, key: undefined })), "KEY_REQUIRED", path);
  }
  for (const [path, body] of [
    ["/stores/seongsu/state", { state: "PAUSED" }],
    ["/stores/seongsu/availability/latte", { soldOut: true }],
  ] as const) {
    const put = (as: typeof jun) => door.ask("PUT", path, { as, key: "key-put-1", body });
    assert.equal(codeOf(await put(elsewhere)), "WRONG_STORE");
    assert.equal(codeOf(await put(customer)), "FORBIDDEN");
  }
  assert.equal(codeOf(await door.ask("GET", "/stores/seongsu/board", { as: elsewhere })), "WRONG_STORE");
  assert.equal(codeOf(await door.ask("GET", "/stores/seongsu/board", { as: customer })), "FORBIDDEN");
  assert.equal(codeOf(await door.ask("GET", "/stores/seongsu/board")), "UNAUTHENTICATED");
});

test("the shift goes on with the outage pass; the manager's figures wait for a sign-in", async () => {
  const onPass = { ...hana, via: "pass" } as const;
  const { ticketId } = await door.queued();
  assert.equal((await door.tap(`/tickets/${ticketId}/accept`, { as: onPass })).status, 200);
  assert.equal((await door.ask("GET", "/stores/seongsu/board", { as: onPass })).status, 200);
  const sales = await door.ask("GET", "/stores/seongsu/sales", { as: onPass });
  assert.deepEqual([codeOf(sales), sales.body.because], ["UNAUTHENTICATED", "outage-pass"]);
});

test("what is not there and what is not of the agreed form is refused by its code", async () => {
  const { ticketId } = await door.queued();
  assert.equal(codeOf(await door.tap(`/tickets/${door.newId("tkt")}/accept`)), "NOT_FOUND");
  assert.equal(codeOf(await door.tap(`/units/${door.newId("unt")}/claim`)), "NOT_FOUND");
  assert.equal(codeOf(await door.tap("/tickets/x/accept")), "BAD_REQUEST");
  for (const body of [{}, { reason: "BORED" }, { reason: "OTHER", also: 1 }, { reason: "OTHER", units: [] }])
    assert.equal(codeOf(await door.tap(`/tickets/${ticketId}/reject`, { body })), "BAD_REQUEST");
  const put = (path: string, body: unknown) => door.ask("PUT", path, { as: jun, key: "key-form-1", body });
  assert.equal(codeOf(await put("/stores/seongsu/state", { state: "SHUT" })), "BAD_REQUEST");
  assert.equal(codeOf(await put("/stores/seongsu/availability/latte", { soldOut: "yes" })), "BAD_REQUEST");
});

test("a rejected ticket says why and is not made any more", async () => {
  const { ticketId, orderId, units } = await door.queued();
  await door.tap(`/tickets/${ticketId}/accept`);
  assert.equal((await door.tap(`/tickets/${ticketId}/reject`, { body: { reason: "SOLD_OUT" } })).status, 200);
  assert.equal(codeOf(await door.tap(`/units/${units[0]?.unitId}/claim`)), "ILLEGAL_TRANSITION");
  assert.equal(codeOf(await door.void(orderId)), "ILLEGAL_TRANSITION");
  await until("it is told", async () => (await door.told(orderId)).includes("TicketRejected"));
});

test("a guest's drink is not begun before it is paid at the counter", async () => {
  const guest = { ownerId: "g".repeat(43), payment: "COUNTER_DUE", nickname: "손님" } as const;
  const { ticketId, units } = await door.queued(guest, "OrderCounterDue");
  await door.tap(`/tickets/${ticketId}/accept`);
  const claim = `/units/${units[0]?.unitId}/claim`;
  assert.equal(codeOf(await door.tap(claim)), "PAYMENT_DUE");
  assert.equal((await door.tap(`/tickets/${ticketId}/paid`)).body.payment, "PAID_AT_COUNTER");
  assert.equal(codeOf(await door.tap(`/tickets/${ticketId}/paid`)), "ILLEGAL_TRANSITION");
  assert.equal((await door.tap(claim)).status, 200);
});

test("the counter is told what is due for what is made, and nothing once it has it", async () => {
  const ticket = await door.queued({ lines: [line(2)], payment: "COUNTER_DUE" }, "OrderCounterDue");
  assert.equal(ticket.due_krw, 9_000);
  const rejected = { reason: "SOLD_OUT", units: [ticket.units[0]?.unitId] };
  const { body } = await door.tap(`/tickets/${ticket.ticketId}/reject`, { body: rejected });
  assert.equal(body.due_krw, 4_500);
  assert.equal((await door.tap(`/tickets/${ticket.ticketId}/paid`)).body.due_krw, null);
});

test("a guest who pays before the ticket was accepted has it accepted, in one tap", async () => {
  const guest = { ownerId: "g".repeat(43), payment: "COUNTER_DUE" } as const;
  const { ticketId, orderId } = await door.queued(guest, "OrderCounterDue");
  const paid = await door.tap(`/tickets/${ticketId}/paid`);
  assert.deepEqual([paid.status, paid.body.state, paid.body.payment], [200, "ACCEPTED", "PAID_AT_COUNTER"]);
  await until("both are told", async () => (await door.told(orderId)).includes("TicketAccepted"));
  assert.deepEqual(await door.told(orderId), ["TicketQueued", "TicketPaid", "TicketAccepted"]);
  assert.equal(codeOf(await door.tap(`/tickets/${ticketId}/accept`)), "ILLEGAL_TRANSITION");
});

test("sold out and the store's mood are the last word, once a key", async () => {
  const put = (path: string, body: unknown, key: string) =>
    door.ask("PUT", `/stores/seongsu/${path}`, { as: jun, key, body });
  assert.equal((await put("availability/latte", { soldOut: true }, "key-sold-1")).status, 200);
  assert.equal((await put("availability/latte", { soldOut: true }, "key-sold-1")).status, 200);
  assert.equal(codeOf(await put("availability/latte", { soldOut: false }, "key-sold-1")), "KEY_REUSED");
  const later = door.now() + 3_600_000;
  assert.equal(codeOf(await put("state", { state: "PAUSED", until: 9_000 }, "key-mood-0")), "BAD_REQUEST");
  assert.equal(
    (await put("state", { state: "PAUSED", until: later, note: "잠시" }, "key-mood-1")).status,
    200,
  );
  const view = boardView.parse((await door.ask("GET", "/stores/seongsu/board", { as: jun })).body);
  assert.deepEqual([view.soldOut, view.state, view.until, view.note], [["latte"], "PAUSED", later, "잠시"]);
  await put("availability/latte", { soldOut: false }, "key-sold-2");
  const changed = async () => (await door.events()).filter(({ type }) => type === "AvailabilityChanged");
  await until("both are told", async () => (await changed()).length >= 2);
  const changes = await changed();
  assert.deepEqual(
    changes.map(({ data }) => data.soldOut),
    [true, false],
  );
});

test("the public board shows numbers and masked nicknames, and nothing else", async () => {
  const { ticketId, units, number } = await door.queued({ nickname: "지우개" });
  await door.tap(`/tickets/${ticketId}/accept`);
  await door.tap(`/units/${units[0]?.unitId}/claim`);
  const { body } = await door.ask("GET", "/stores/seongsu/callboard");
  const entry = callBoard.parse(body).entries.find((one) => one.number === number);
  assert.deepEqual(entry, { number, nickname: "지**", state: "MAKING" });
  assert.deepEqual(Object.keys(body).sort(), ["entries", "n", "storeId"]);
  assert.doesNotMatch(JSON.stringify(body), /지우개|mem_|ord_|tkt_/);
});

test("what is between processes is for those processes only, and the snapshot holds what is open", async () => {
  const { orderId } = await door.queued();
  for (const [path, allowed] of [
    ["/internal/audit", ["auditor"]],
    ["/internal/feed?after=0", ["order", "auditor"]],
    ["/internal/snapshot", ["order", "auditor"]],
  ] as const) {
    assert.equal(codeOf(await door.ask("GET", path)), "UNAUTHENTICATED");
    assert.equal(codeOf(await door.ask("GET", path, { as: hana })), "FORBIDDEN");
    for (const as of ["menu", "order", "member", "gateway", "auditor"] as const) {
      const isAllowed = allowed.some((name) => name === as);
      assert.equal((await door.ask("GET", path, { as })).status, isAllowed ? 200 : 403, `${as} ${path}`);
    }
  }
  assert.equal(codeOf(await door.void(orderId, { as: "member" })), "FORBIDDEN");
  assert.equal(codeOf(await door.void(orderId, { as: hana })), "FORBIDDEN");
  assert.equal(codeOf(await door.void(orderId, { as: undefined })), "UNAUTHENTICATED");
  const { body } = await door.ask("GET", "/internal/snapshot", { as: "order" });
  assert.ok(baristaState.parse(body.state).tickets.some(({ ticket }) => ticket.orderId === orderId));
});

test("a ready ticket is called back, and a cup is made anew, each tap once", async () => {
  const { ticketId, orderId, units } = await door.queued();
  const cup = `/units/${units[0]?.unitId}`;
  assert.equal(codeOf(await door.tap(`/tickets/${ticketId}/recall`)), "ILLEGAL_TRANSITION");
  for (const path of [`/tickets/${ticketId}/accept`, `${cup}/claim`, `${cup}/done`]) await door.tap(path);
  const remake = { key: "key-remake-1", body: { reason: "SPILLED" } };
  const [first, again] = [await door.tap(`${cup}/remake`, remake), await door.tap(`${cup}/remake`, remake)];
  assert.deepEqual([first.body.state, first.body.units[0].remakes], ["MAKING", 1]);
  assert.deepEqual(again.body, first.body);
  assert.equal(
    codeOf(await door.tap(`${cup}/remake`, { body: { reason: "SPILLED" } })),
    "ILLEGAL_TRANSITION",
  );
  await door.tap(`${cup}/claim`);
  assert.equal((await door.tap(`${cup}/done`)).body.state, "READY");
  assert.equal((await door.tap(`/tickets/${ticketId}/recall`)).body.state, "MAKING");
  assert.equal((await door.tap(`/tickets/${ticketId}/ready`)).body.state, "READY");
  const { units: made } = await door.factOf(orderId);
  assert.deepEqual([made[0].doneTimes, made[0].remakes], [2, 1]);
});

test("some cups are rejected with a reason, and the rest is made", async () => {
  const { ticketId, orderId, units } = await door.queued({ lines: [line(3)] });
  const reject = (body: object) => door.tap(`/tickets/${ticketId}/reject`, { body });
  const [first, second] = units.map(({ unitId }) => unitId);
  assert.equal(codeOf(await reject({ reason: "OTHER", units: [door.newId("unt")] })), "NOT_FOUND");
  const less = await reject({ reason: "SOLD_OUT", units: [first, second] });
  assert.deepEqual(
    [less.status, less.body.state, less.body.units.map((unit: { state: string }) => unit.state)],
    [200, "QUEUED", ["REJECTED", "REJECTED", "TODO"]],
  );
  assert.equal(codeOf(await reject({ reason: "OTHER", units: [first] })), "ILLEGAL_TRANSITION");
  await door.tap(`/tickets/${ticketId}/accept`);
  assert.equal(codeOf(await door.tap(`/units/${first}/claim`)), "ILLEGAL_TRANSITION");
  await door.tap(`/units/${units[2]?.unitId}/claim`);
  assert.equal((await door.tap(`/units/${units[2]?.unitId}/done`)).body.state, "READY");
  await until("it is told", async () => (await door.told(orderId)).includes("UnitsRejected"));
});
