import assert from "node:assert/strict";
import { test } from "node:test";
import { type BoardView, boardView, type UnitView } from "@siren/contracts/barista";
import type { Locator } from "playwright-core";
import { type Customer, customerOf, latte, newKey, type Placed, storeId } from "./harness/cafe.ts";
import { cafeDay, noPageThrew } from "./harness/cafe-day.ts";
import { eventually } from "./harness/eventually.ts";
import { lose } from "./harness/loss.ts";
import { BoardPage } from "./harness/pages.ts";

const tablet = { width: 1024, height: 768 };
/** Which tones were played: nobody listens in a test. */
const noteTones = `{
  globalThis.tones = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) {
    globalThis.tones.push(this.frequency.value);
    return start.apply(this, when);
  };
}`;
const alarmHz = 392;

const day = cafeDay({
  async begin({ stack }) {
    mina = await customerOf(stack);
    minasCard = (await mina.card()).cardId;
    await mina.topUp(minasCard, 200_000);
    hana = await openBoard();
  },
});
let hana: BoardPage;
let mina: Customer;
let minasCard: string;

async function openBoard(change?: (view: BoardView) => BoardView): Promise<BoardPage> {
  // What passes by a service worker is not routed.
  const person = await day.newPerson(change ? { serviceWorkers: "block" } : {});
  const page = await day.newPage(person);
  await page.setViewportSize(tablet);
  await page.addInitScript({ content: noteTones });
  if (change)
    await page.route(/\/barista\/stores\/seongsu\/board$/, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: change(boardView.parse(await answer.json())) });
    });
  const board = new BoardPage(page);
  await board.open(day.stack.gatewayUrl, "hana@siren.example");
  await board.truth("in-sync");
  return board;
}

const order = (cups = 1) => mina.place(minasCard, newKey(), latte(cups));
const numberOf = ({ order }: Placed) => order.number;
const inside = (ticket: Locator, hook: string) => ticket.locator(`[data-testid="${hook}"]`);
const tones = () => hana.page.evaluate<number[]>("globalThis.tones");

async function handOver(placed: Placed): Promise<void> {
  await hana.tap(numberOf(placed), "READY", "hand-over");
  await mina.untilOrder(placed.order.orderId, ({ state }) => state === "PICKED_UP", "picked up");
}

test("cups for one pitcher, of several orders, are begun with one tap, which one undo takes back", async () => {
  const placed = [await order(), await order()];
  for (const each of placed) await hana.tap(numberOf(each), "QUEUED", "accept");
  const together = hana.page.locator('[data-testid="together"][data-cups="2"]');
  await inside(together, "start-together").click();
  for (const each of placed) await inside(hana.ticket(numberOf(each), "MAKING"), "cup-done").waitFor();
  await together.waitFor({ state: "detached" });
  await hana.hook("undo").click();
  await inside(together, "start-together").click();
  for (const each of placed) {
    await hana.tap(numberOf(each), "MAKING", "cup-done");
    await handOver(each);
  }
});

test("who pays at the counter pays for what is made, and not for the cup that is rejected", async () => {
  const { total_krw } = await mina.quote(latte(2));
  const payment = { method: "counter" };
  const body = { storeId, lines: latte(2), expected_total_krw: total_krw, payment };
  const placed = await mina.placeAs(body, newKey());
  const queued = hana.ticket(numberOf(placed), "QUEUED");
  await queued.locator(`[data-due="${total_krw}"]`).waitFor();
  await inside(queued, "reject").click();
  await hana.hook("reject-cup").first().uncheck();
  await hana.hook("reject-SOLD_OUT").click();
  await queued.locator(`[data-due="${total_krw / 2}"]`).waitFor();
  await hana.tap(numberOf(placed), "QUEUED", "paid");
  const accepted = hana.ticket(numberOf(placed), "ACCEPTED");
  await accepted.locator('[data-tag="PAID"]').waitFor();
  await hana.tap(numberOf(placed), "ACCEPTED", "start");
  await hana.tap(numberOf(placed), "MAKING", "cup-done");
  await handOver(placed);
  const { payment: paid, rejectedUnits } = await mina.order(placed.order.orderId);
  assert.equal(paid, "PAID_AT_COUNTER");
  assert.deepEqual(
    rejectedUnits.map(({ units, reason }) => [units, reason]),
    [[1, "SOLD_OUT"]],
  );
});

test("a cup that was spilled is called back with its reason and made anew", async () => {
  const placed = await order();
  await hana.tap(numberOf(placed), "QUEUED", "accept");
  await hana.tap(numberOf(placed), "ACCEPTED", "start");
  await hana.tap(numberOf(placed), "MAKING", "cup-done");
  await hana.tap(numberOf(placed), "READY", "remake");
  await hana.hook("remake-SPILLED").click();
  await hana.ticket(numberOf(placed), "MAKING").locator(".cup-again").waitFor();
  await mina.untilOrder(placed.order.orderId, ({ state }) => state === "MAKING", "being made again");
  await hana.tap(numberOf(placed), "MAKING", "start-cup");
  await hana.tap(numberOf(placed), "MAKING", "cup-done");
  await handOver(placed);
});

test("of a cup that its maker left, the board asks whether it was made", async () => {
  const placed = await order();
  const number = numberOf(placed);
  await hana.tap(number, "QUEUED", "accept");
  await hana.tap(number, "ACCEPTED", "start");
  await hana.ticket(number, "MAKING").locator('[data-mine][data-state="CLAIMED"]').waitFor();
  // As it stands after the five minutes of a claim, for which no journey waits; what is tapped is real.
  const left = (unit: UnitView): UnitView => ({
    ...unit,
    ...{ state: "TODO", claimedBy: null, leftBy: unit.claimedBy },
  });
  const board = await openBoard((view) => ({
    ...view,
    tickets: view.tickets.map((each) =>
      each.number === number ? { ...each, units: each.units.map(left) } : each,
    ),
  }));
  const ticket = board.ticket(number, "MAKING");
  await ticket.locator(".cup-left").waitFor();
  assert.equal(await inside(ticket, "cup-not-made").count(), 1, "and offers to make it");
  await inside(ticket, "cup-done").click();
  await board.ticket(number, "READY").waitFor();
  await board.page.context().close();
  await handOver(placed);
});

test("a delay reaches who waits, and what stands on the shelf is counted", async () => {
  const placed = await order();
  await hana.ticket(numberOf(placed), "QUEUED").waitFor();
  await hana.hook("delay").click();
  await hana.hook("delay-10").click();
  await hana.page.locator('[data-testid="delay"][data-on]').waitFor();
  await mina.untilOrder(placed.order.orderId, ({ delayMinutes }) => delayMinutes === 10, "late");
  await hana.hook("delay").click();
  await hana.hook("delay-end").click();
  await mina.untilOrder(placed.order.orderId, ({ delayMinutes }) => delayMinutes === 0, "on time");
  await mina.send("POST", `/api/v1/order/orders/${placed.order.orderId}/cancel`, { key: newKey() });

  await hana.hook("stock").click();
  const water = hana.hook("stock-still-water");
  await water.locator("input").fill("3");
  await water.locator('button[type="submit"]').click();
  const free = (n: number) =>
    hana.page.locator(`[data-testid="stock-still-water"][data-free="${n}"]`).waitFor();
  await free(3);
  await water.locator(".stock-more button").first().click();
  await free(9);
  await water.locator(".stock-more button").last().click();
  await hana.page.locator('[data-testid="stock-still-water"]:not([data-free])').waitFor();
  await hana.page.keyboard.press("Escape");
});

test("in sync with a service that order tells nothing, the board says that nothing new can come", async () => {
  await using loss = await lose(day.stack, "order", "SIGKILL");
  await hana.truth("cut-off");
  await loss.giveBack();
  await hana.truth("in-sync");
});

test("without its service the board is heard, lists what order knows, and keeps what is said of the store", async () => {
  assert.ok(!(await tones()).includes(alarmHz), "nothing was wrong until now");
  await using loss = await lose(day.stack, "barista", "SIGKILL");
  await hana.truth("silent");
  await eventually("the alarm is heard", async () => (await tones()).includes(alarmHz));
  const placed = await order();
  const listed = hana.hook("order-says").locator(`li[data-number="${numberOf(placed)}"][data-new]`);
  await listed.filter({ hasText: "따뜻하게" }).waitFor();

  await hana.hook("sold-out").click();
  const americano = hana.hook("availability-americano");
  await americano.click();
  await hana.page.locator('[data-testid="availability-americano"][aria-checked="false"]').waitFor();
  await hana.page.keyboard.press("Escape");
  await hana.unsent(1);
  await hana.page.reload();
  await hana.hook("kept-board").waitFor();
  await hana.unsent(1);
  await hana.hook("sold-out").filter({ hasText: "1" }).waitFor();

  await loss.giveBack();
  await hana.truth("in-sync");
  await hana.unsent(0);
  await eventually("the store has it", async () => (await day.jun.board()).soldOut.includes("americano"));
  await hana.hook("sold-out").click();
  await americano.click();
  await eventually("it is there again", async () => (await day.jun.board()).soldOut.length === 0);
  await hana.page.keyboard.press("Escape");
  await hana.ticket(numberOf(placed), "QUEUED").waitFor();
});

noPageThrew(day);
