import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { salesReport } from "@siren/contracts/barista";
import { orderPage, receipt } from "@siren/contracts/order";
import { customerOf, latte, newKey, storeId } from "../harness/cafe.ts";
import { at } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";
import { CustomerPage } from "../harness/pages.ts";
import { api, type ManagersDay } from "./managers-day.ts";

/** What goes back, and what was taken in. */
export function storiesOfMoney(managerNow: () => ManagersDay): void {
  test("a cup is given back with its reason, twice tapped and once done, and the customer's receipt says so", async () => {
    const { day, desk, goTo } = managerNow();
    const mina = await customerOf(day.stack);
    const { cardId } = await mina.card();
    const { order } = await mina.place(cardId, newKey(), latte(2));
    await goTo("refunds");
    await at(desk, "find-number").fill("열");
    await at(desk, "find").click();
    await desk.getByText("주문번호는 숫자예요.").waitFor();
    await at(desk, "find-number").fill(`${order.number}`);
    await at(desk, "find").click();
    await at(desk, `found-${order.number}`).getByRole("button").click();
    await at(desk, "refund-not-yet").waitFor();
    await day.jun.handOver(
      await day.jun.ready(await day.jun.claim(await day.jun.accept(await day.jun.ticketOf(order.orderId)))),
    );
    await mina.untilOrder(
      order.orderId,
      ({ payment, state }) => payment === "CAPTURED" && state === "PICKED_UP",
      "paid",
    );
    await desk.reload();
    await at(desk, "refund-lines").click();
    await at(desk, "refund-more-0").click();
    const half_krw = order.total_krw / 2;
    const half = `${half_krw.toLocaleString("ko-KR")}원`;
    await at(desk, "refund-amount").getByText(half).waitFor();
    await at(desk, "refund").click();
    await desk.getByText("이유를 200자까지").waitFor();
    await at(desk, "refund-reason").fill('=HYPERLINK("http://evil.example") 식었어요');
    await at(desk, "refund").click();
    await at(desk, "confirm-refund").dblclick();
    await at(desk, "refund-given").waitFor();
    const paper = () => mina.get(`${api}/order/orders/${order.orderId}/receipt`, receipt);
    await eventually("it is back on the card", async () => (await paper()).refunded_krw === half_krw);
    assert.equal((await paper()).refunds.length, 1);
    const phone = await day.newPage();
    await new CustomerPage(phone).open(day.stack.gatewayUrl, "mina@siren.example");
    await phone.goto(`${day.stack.gatewayUrl}/client/orders/${order.orderId}/receipt`);
    await at(phone, "receipt").getByText("식었어요").waitFor();
    await at(phone, "receipt").getByText(`−${half}`).first().waitFor();

    await at(desk, "refund-all").click();
    await at(desk, "refund-reason").fill("남은 잔도");
    await at(desk, "refund-amount").getByText(half).waitFor();
    await at(desk, "refund").click();
    await at(desk, "confirm-refund").click();
    await at(desk, "nothing-left").waitFor();
    assert.equal((await paper()).refunds.length, 2);
  });

  test("the day's sales are read as figures and charts, and taken away as a table that runs nothing", async () => {
    const { desk, hana, goTo } = managerNow();
    const { orders } = await hana.get(
      `${api}/order/orders?store=${storeId}&day=${new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10)}`,
      orderPage,
    );
    assert.ok(orders.length >= 2);
    await eventually("what went back is in the store's book", async () => {
      const { refunds } = await hana.get(`${api}/barista/stores/${storeId}/sales`, salesReport);
      return refunds.length === 2;
    });
    await goTo("sales");
    await eventually("each is on the page", async () => {
      return (await at(desk, "sales-refunds").locator("tbody tr").count()) === 2;
    });
    await at(desk, "sales-by-hour").locator("canvas").waitFor();
    await at(desk, "sales-by-hand-over").locator("canvas").waitFor();
    const [file] = await Promise.all([desk.waitForEvent("download"), at(desk, "csv").click()]);
    assert.match(file.suggestedFilename(), /^sales-seongsu-\d{4}-\d\d-\d\d\.csv$/);
    const csv = readFileSync(await file.path(), "utf8");
    assert.ok(csv.startsWith("\ufeff구분,"), "a spreadsheet knows the letters");
    assert.match(csv, /"'=HYPERLINK\(""http:\/\/evil.example""\) 식었어요"/);
    assert.match(csv, /\r\n합계,\d{4}-\d\d-\d\d,\d+,\d+,\d+,\r\n/);
    await at(desk, "day-before").click();
    await at(desk, "no-sales").waitFor();
  });
}
