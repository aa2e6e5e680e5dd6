import assert from "node:assert/strict";
import { test } from "node:test";
import { baristaOf, customerOf, storeId } from "../harness/cafe.ts";
import { type CafeDay, orderIdOf } from "../harness/cafe-day.ts";
import { CustomerPage } from "../harness/pages.ts";
import { finishTicket } from "../harness/shift.ts";
import {
  asked,
  button,
  choose,
  link,
  putIn,
  radio,
  says,
  saysNoMore,
  screen,
  tab,
  toTheCheckout,
} from "./by-name.ts";

/** Some steps from the store at Gwanghwamun, and an hour's walk from that in Seongsu. */
const atGwanghwamun = { latitude: 37.5702, longitude: 126.9769 };
const there = "gwanghwamun";

/** Whoever is about to drink at the wrong one is told before they pay, and may still move afterwards. */
export function theRightStore(day: CafeDay): void {
  test("the nearest store comes first; who is about to order at a far one is asked, and may go to the nearer one up to the last tap", async () => {
    const person = await day.newPerson({ geolocation: atGwanghwamun, permissions: ["geolocation"] });
    const page = await day.newPage(person);
    const customer = new CustomerPage(page);
    await page.goto(`${day.stack.gatewayUrl}/client/`);
    await button(page, "가까운 매장 찾기").click();
    await says(page, "가까운 순서예요");
    const stores = await page.getByRole("main").getByRole("listitem").allInnerTexts();
    assert.deepEqual(
      stores.map((words) => /\S+점/.exec(words)?.[0]),
      ["광화문점", "성수점", "해운대점"],
    );
    assert.deepEqual(
      stores.map((words) => /[\d.]+ k?m\b/.exec(words)?.[0].split(" ")[1]),
      ["m", "km", "km"],
    );

    await link(page, /성수점/).click();
    await choose(page, "카페 라떼");
    await putIn(page);
    const doubt = asked(page, "이 매장이 맞나요?");
    await says(doubt, /성수점까지 7\.\d km예요\. 더 가까운 매장이 있어요: 광화문점, \d+ m\./);
    await button(doubt, "광화문점 메뉴 보기").click();
    await screen(page, "광화문점");
    assert.equal(await tab(page, "장바구니").innerText(), "장바구니", "nothing went in");
    await choose(page, "카페 라떼");
    await putIn(page);
    await screen(page, "광화문점");

    await link(page, "매장 변경").click();
    await link(page, /성수점/).click();
    await choose(page, "카페 라떼");
    await putIn(page);
    await button(doubt, "여기가 맞아요").click();
    const otherCart = asked(page, "다른 매장의 장바구니가 있어요");
    await says(otherCart, "광화문점 장바구니를 비우고 성수점에서 새로 담을까요?");
    await button(otherCart, "비우고 새로 담기").click();
    await screen(page, "성수점");

    await toTheCheckout(page);
    await says(page, /지금 계신 곳에서 7\.\d km 떨어져 있어요\. 더 가까운 매장이 있어요: 광화문점/);
    await button(page, "매장 바꾸기").click();
    await button(asked(page, "다른 매장"), "여기로: 광화문점").click();
    const store = page.getByRole("region", { name: "받을 매장" });
    await store.getByText("광화문점", { exact: true }).waitFor();
    assert.doesNotMatch(await store.innerText(), /떨어져 있어요/);
    await radio(page, "카운터에서 결제").check();
    await button(page, /원 주문하기$/).click();
    const number = await customer.number();
    const hana = await baristaOf(day.stack, "hana@siren.example");
    const ticket = await hana.ticketOf(orderIdOf(page), there);
    assert.deepEqual([ticket.number, ticket.payment], [number, "COUNTER_DUE"]);
    await customer.cancel();
    await customer.shows("CANCELLED");
  });

  test("who always orders elsewhere is asked as well, and finds their cart as it was", async () => {
    const page = await day.newPage();
    await page.goto(`${day.stack.gatewayUrl}/client/stores/${storeId}`);
    await choose(page, "카페 라떼");
    await putIn(page);
    await link(page, "매장 변경").click();
    await link(page, /광화문점/).click();
    await choose(page, "카페 라떼");
    await putIn(page);
    const doubt = asked(page, "이 매장이 맞나요?");
    await says(doubt, "광화문점에서는 처음 주문해요. 전에는 성수점에서 주문했어요.");
    await button(doubt, "성수점 메뉴 보기").click();
    await screen(page, "성수점");
    await tab(page, "장바구니").click();
    await screen(page, "장바구니");
    await says(page, "성수점");
    assert.equal(await page.getByRole("main").getByRole("group", { name: "카페 라떼, 수량" }).count(), 1);
  });

  test("an order at the wrong store moves to the right one with its money, and is made there", async () => {
    const mina = await customerOf(day.stack);
    const hana = await baristaOf(day.stack, "hana@siren.example");
    const before = await mina.card();
    const page = await day.newPage();
    const customer = new CustomerPage(page);
    await customer.open(day.stack.gatewayUrl, "mina@siren.example");
    await customer.order(day.stack.gatewayUrl, "latte");
    await customer.shows("AUTHORISED", "HELD");
    const orderId = orderIdOf(page);
    const placed = await mina.order(orderId);
    await day.jun.ticketOf(orderId);

    await button(page, "매장 옮기기").click();
    const offers = asked(page, "매장 옮기기");
    await says(offers.getByRole("listitem").filter({ hasText: "광화문점" }), /같은 금액/);
    await button(offers, "여기로 옮기기: 광화문점").click();
    const moved = await mina.untilOrder(
      orderId,
      ({ storeId: now, movingTo }) => now === there && movingTo === null,
      "at the other store",
    );
    assert.deepEqual([moved.total_krw, moved.payment], [placed.total_krw, "HELD"]);
    await says(page.getByRole("main"), /^광화문점 ·/);
    const ticket = await hana.ticketOf(orderId, there);
    assert.equal(await customer.number(), ticket.number, "the number that is called there");
    const { tickets } = await day.jun.board();
    assert.ok(!tickets.some((one) => one.orderId === orderId), "nobody makes it here");

    const accepted = await hana.accept(ticket);
    await customer.shows("ACCEPTED");
    await saysNoMore(page, "매장 옮기기");
    await finishTicket(hana, accepted);
    await customer.shows("PICKED_UP", "CAPTURED");
    assert.equal((await mina.card()).available_krw, before.available_krw - placed.total_krw, "paid once");
  });
}
