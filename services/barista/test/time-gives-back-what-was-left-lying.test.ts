import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { claimLeaseMs } from "../src/domain/decide-cup.ts";
import { type Barista, hana, jun, openBarista } from "../src/testing/open-barista.ts";
import { unclaimedAfterMs } from "../src/use-cases/keep-timers.ts";

let door: Barista;
before(async () => {
  door = await openBarista();
});
after(() => door.close());

const begun = async () => {
  const ticket = await door.queued();
  await door.tap(`/tickets/${ticket.ticketId}/accept`);
  return { ...ticket, unit: `/units/${ticket.units[0]?.unitId}` };
};
const unitOf = async (orderId: string) => (await door.ticketOf(orderId))?.units[0];

test("a cup that was claimed and left goes back to whoever is free", async () => {
  const { orderId, unit } = await begun();
  await door.tap(`${unit}/claim`);
  assert.equal(codeOf(await door.tap(`${unit}/claim`, { as: hana })), "UNIT_CLAIMED");
  door.advance(claimLeaseMs + 1);
  await until("it is free", async () => (await unitOf(orderId))?.state === "TODO");
  assert.equal((await unitOf(orderId))?.leftBy, jun.sub, "the board asks whether it was made");
  assert.equal((await door.tap(`${unit}/claim`, { as: hana })).body.units[0].leftBy, null);
  await until("it is told", async () => (await door.told(orderId)).includes("UnitReleased"));
  assert.equal(codeOf(await door.tap(`${unit}/done`)), "UNIT_CLAIMED", "the first barista has it no more");
});

test("a claim that was given back and taken again has its whole time", async () => {
  const { orderId, unit } = await begun();
  await door.tap(`${unit}/claim`);
  door.advance(claimLeaseMs - 1_000);
  await door.tap(`${unit}/release`);
  await door.tap(`${unit}/claim`);
  const other = await begun();
  await door.tap(`${other.unit}/claim`);
  door.advance(claimLeaseMs - 60_000);
  assert.equal((await unitOf(orderId))?.state, "CLAIMED");
  door.advance(60_001);
  await until("it is free", async () => (await unitOf(orderId))?.state === "TODO");
});

test("a cup that is done stays done when its claim's time is over", async () => {
  const { orderId, unit } = await begun();
  await door.tap(`${unit}/claim`);
  await door.tap(`${unit}/done`);
  const watched = await begun();
  await door.tap(`${watched.unit}/claim`);
  door.advance(claimLeaseMs + 1);
  await until("the timers have run", async () => (await unitOf(watched.orderId))?.state === "TODO");
  assert.deepEqual(
    [(await unitOf(orderId))?.state, (await door.ticketOf(orderId))?.state],
    ["DONE", "READY"],
  );
});

test("a drink that nobody came for is marked so; one that was handed over is not", async () => {
  const [left, taken] = [await begun(), await begun()];
  for (const { unit } of [left, taken]) {
    await door.tap(`${unit}/claim`);
    await door.tap(`${unit}/done`);
  }
  await door.tap(`/tickets/${taken.ticketId}/hand-over`);
  door.advance(unclaimedAfterMs + 1);
  await until("it is marked", async () => (await door.told(left.orderId)).includes("TicketUnclaimed"));
  assert.equal((await door.factOf(left.orderId)).state, "UNCLAIMED");
  assert.equal((await door.factOf(taken.orderId)).state, "HANDED_OVER");
  assert.equal(codeOf(await door.tap(`/tickets/${left.ticketId}/hand-over`)), "ILLEGAL_TRANSITION");
});

test("a drink that was ready long before its pick-up waits an hour from then", async () => {
  const pickUpAt = door.now() + 40 * 60_000;
  const early = await door.queued({ pickUpAt });
  for (const verb of ["accept", "ready"]) {
    if (verb === "ready") await door.tap(`/units/${early.units[0]?.unitId}/claim`);
    assert.equal((await door.tap(`/tickets/${early.ticketId}/${verb}`)).status, 200);
  }
  const marker = await door.queued();
  await door.tap(`/tickets/${marker.ticketId}/accept`);
  await door.tap(`/units/${marker.units[0]?.unitId}/claim`);
  await door.tap(`/tickets/${marker.ticketId}/ready`);
  door.advance(unclaimedAfterMs + 60_000);
  await until("the other is", async () => (await door.factOf(marker.orderId)).state === "UNCLAIMED");
  assert.equal((await door.factOf(early.orderId)).state, "READY");
  door.advance(40 * 60_000);
  await until("it is unclaimed", async () => (await door.factOf(early.orderId)).state === "UNCLAIMED");
});

test("timers outlive the process that set them", async () => {
  const { orderId, unit } = await begun();
  const second = await door.start();
  await door.tap(`${unit}/claim`, { at: second });
  await second.stop();
  door.advance(claimLeaseMs + 1);
  await until("it is free", async () => (await unitOf(orderId))?.state === "TODO");
});
