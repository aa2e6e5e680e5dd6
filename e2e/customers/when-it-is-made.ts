import assert from "node:assert/strict";
import { test } from "node:test";
import { customerOf, newKey } from "../harness/cafe.ts";
import { type CafeDay, orderIdOf } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";
import { CustomerPage } from "../harness/pages.ts";
import { asked, button, choose, putIn, radio, says, toTheCheckout } from "./by-name.ts";

const windowMs = 8_000;
/** What order is started anew with by the journeys that stop it: the window comes with every order at a busy store. */
export const timeToThinkItOver = { OOPS_WINDOW_MS: String(windowMs) };

const inSeoul = (at: number) =>
  new Intl.DateTimeFormat("ko-KR", {
    ...{ hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Seoul" },
  }).format(at);

/** A pick-up at a chosen time. */
export function madeLater(day: CafeDay): void {
  test("a pick-up is chosen from the times that the store can keep, is not begun before, and can be called off meanwhile", async () => {
    const mina = await customerOf(day.stack);
    const before = await mina.card();
    const page = await day.newPage();
    const customer = new CustomerPage(page);
    await customer.open(day.stack.gatewayUrl, "mina@siren.example");
    await page.goto(`${day.stack.gatewayUrl}/client/stores/seongsu`);
    await choose(page, "카페 라떼");
    await putIn(page);
    await toTheCheckout(page);
    await radio(page, "시간 예약").check();
    const times = page.getByRole("combobox", { name: "받을 시간" });
    const offered = await times.getByRole("option").count();
    assert.ok(offered > 80, `every quarter of a day but the next ones: ${offered}`);
    const chosenAt = Number(await times.getByRole("option").nth(2).getAttribute("value"));
    await times.selectOption(String(chosenAt));
    const clock = inSeoul(chosenAt);
    await says(page, new RegExp(`^(내일 )?${clock}에 맞춰 준비할게요$`));
    await button(page, /원 예약 주문하기$/).click();
    await customer.number();
    const scheduled = new RegExp(`^(내일 )?${clock}에 받기로 예약했어요$`);
    await says(page, scheduled);
    const orderId = orderIdOf(page);
    const order = await mina.order(orderId);
    assert.deepEqual([order.pickUpAt, order.payment], [chosenAt, "HELD"]);
    assert.ok(order.releaseAt > Date.now(), "the store has it later");

    // Order tells of its orders in the order of their coming: once this one is on the board, the other one was heard of.
    const { order: next } = await mina.place(before.cardId);
    await day.jun.ticketOf(next.orderId);
    const { tickets } = await day.jun.board();
    assert.ok(!tickets.some((one) => one.orderId === orderId), "it is not to be begun");
    await mina.send("POST", `/api/v1/order/orders/${next.orderId}/cancel`, { key: newKey() });

    await page.reload();
    await says(page, scheduled);
    await button(page, "주문 취소").click();
    await button(asked(page, "주문을 취소할까요?"), "주문 취소").click();
    await customer.shows("CANCELLED", "RELEASED");
    await eventually("all of it is theirs again", async () => {
      const { available_krw, held_krw } = await mina.card();
      return held_krw === before.held_krw && available_krw === before.available_krw;
    });
  });
}

/** After order was started anew with `timeToThinkItOver`. */
export function aSlip(day: CafeDay): void {
  test("at a busy store a slip is called off with one tap before anybody sees it; whoever does nothing sees the order go on by itself", async () => {
    const mina = await customerOf(day.stack);
    const leo = await customerOf(day.stack, "leo@siren.example");
    const { order: others } = await leo.place((await leo.card()).cardId);
    await day.jun.accept(await day.jun.ticketOf(others.orderId));
    await eventually("order knows that the store is busy", async () => ((await leo.quote()).place ?? 0) > 1);
    const before = await mina.card();

    const page = await day.newPage();
    const customer = new CustomerPage(page);
    await customer.open(day.stack.gatewayUrl, "mina@siren.example");
    await customer.order(day.stack.gatewayUrl, "latte");
    const slip = orderIdOf(page);
    await says(page, /^매장이 보기까지 [1-8]초$/);
    await button(page, "바로 취소하기").click();
    await customer.shows("CANCELLED", "RELEASED");
    await says(page, "결제되지 않았어요");
    assert.equal((await mina.card()).available_krw, before.available_krw);

    await customer.order(day.stack.gatewayUrl, "latte");
    const orderId = orderIdOf(page);
    await page.evaluate("globalThis.neverReloaded = true");
    const atOnce = button(page, "바로 취소하기");
    await atOnce.waitFor();
    assert.equal(await button(page, "주문 취소").count(), 0, "one thing at a time");
    const { releaseAt, placedAt } = await mina.order(orderId);
    assert.equal(releaseAt - placedAt, windowMs);
    const { tickets } = await day.jun.board();
    const isEarly = Date.now() < releaseAt;
    assert.ok(!isEarly || !tickets.some((one) => one.orderId === orderId), "the store does not see it yet");

    await atOnce.waitFor({ state: "detached" });
    await button(page, "주문 취소").waitFor();
    await button(page, "매장 옮기기").waitFor();
    const ticket = await day.jun.ticketOf(orderId);
    assert.ok(Date.now() >= releaseAt, "not before its time");
    await day.serve(customer, orderId);
    await customer.shows("PICKED_UP", "CAPTURED");
    assert.equal(await page.evaluate("globalThis.neverReloaded"), true);
    assert.notEqual(ticket.orderId, slip);
    assert.ok(
      !(await day.jun.board()).tickets.some((one) => one.orderId === slip),
      "nobody ever saw the slip",
    );
    await leo.send("POST", `/api/v1/order/orders/${others.orderId}/cancel`, { key: newKey() });
  });
}
