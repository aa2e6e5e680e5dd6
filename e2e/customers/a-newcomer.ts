import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { memberExport } from "@siren/contracts/accounts";
import { couponList } from "@siren/contracts/wallet";
import type { Page } from "playwright-core";
import { Customer, gatewaysOf } from "../harness/cafe.ts";
import { type CafeDay, orderIdOf } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";
import { CustomerPage } from "../harness/pages.ts";
import { finishTicket } from "../harness/shift.ts";
import {
  asked,
  button,
  choose,
  field,
  link,
  putIn,
  radio,
  says,
  screen,
  tab,
  toTheCheckout,
} from "./by-name.ts";

const [email, password, nickname] = ["sua@example.org", "a long enough one", "수아🐰"];
const toppedUp_krw = 50_000;

/** Somebody from their first visit to the end of their account; each test goes on where the one before has ended. */
export function aNewcomer(day: CafeDay): void {
  let page: Page;
  let sua: Customer;
  const couponNow = async () => (await sua.get("/api/v1/member/coupons", couponList)).coupons[0];

  test("a newcomer tops up and pays with the coupon that this brings: called off it is theirs again, drunk it is used", async () => {
    page = await day.newPage(await day.newPerson({ stays: true }));
    const customer = new CustomerPage(page);
    await page.goto(`${day.stack.gatewayUrl}/client/account`);
    await link(page, "가입하기").click();
    await field(page, "이메일").fill(email);
    await field(page, "비밀번호").fill(password);
    await field(page, "닉네임").fill(nickname);
    await button(page, "가입하기").click();
    await screen(page, `${nickname}님`);
    sua = await new Customer(gatewaysOf(day.stack)).login(email, password);

    await link(page, "카드 충전과 내역").click();
    await radio(page, "50,000원").check();
    await button(page, "50,000원 충전하기").click();
    await says(page, "50,000원을 충전했어요.");
    assert.equal((await sua.card()).available_krw, toppedUp_krw);
    await tab(page, "내 정보").click();
    await link(page, /별과 쿠폰.*쿠폰 1장/).click();
    await says(page, "음료 1+1");

    await page.goto(`${day.stack.gatewayUrl}/client/stores/seongsu`);
    const toLattesForTwo = async () => {
      await choose(page, "카페 라떼");
      await button(page, "하나 더").click();
      await putIn(page);
      await toTheCheckout(page);
    };
    await toLattesForTwo();
    const whole_krw = 2 * (await sua.quote()).total_krw;
    const coupon = radio(page, /^음료 1\+1/);
    await radio(page, "카운터에서 결제").check();
    assert.ok(await coupon.isDisabled());
    await says(page, "쿠폰은 사이렌 카드로 결제할 때만 쓸 수 있어요.");
    await radio(page, /^사이렌 카드/).check();
    await coupon.check();
    const paid_krw = whole_krw / 2;
    const price = `${paid_krw.toLocaleString("en")}원`;
    await button(page, `${price} 주문하기`).click();
    await customer.shows("AUTHORISED", "HELD");
    const first = await sua.order(orderIdOf(page));
    assert.deepEqual(
      [first.total_krw, first.adjustments.map(({ kind, amount_krw }) => [kind, amount_krw]), first.nickname],
      [paid_krw, [["coupon", -paid_krw]], nickname],
    );
    await says(page.getByRole("region", { name: "주문 내용" }), `−${price}`);
    assert.deepEqual([(await couponNow())?.state, (await sua.card()).held_krw], ["USED", paid_krw]);
    await customer.cancel();
    await customer.shows("CANCELLED", "RELEASED");
    await eventually("the coupon is theirs again", async () => (await couponNow())?.state === "AVAILABLE");
    assert.equal((await sua.card()).available_krw, toppedUp_krw);

    await tab(page, "메뉴").click();
    await toLattesForTwo();
    await coupon.check();
    await button(page, `${price} 주문하기`).click();
    await customer.shows("AUTHORISED", "HELD");
    const drunk = orderIdOf(page);
    await finishTicket(day.jun, await day.jun.ticketOf(drunk));
    await customer.shows("PICKED_UP", "CAPTURED");
    assert.deepEqual(
      [(await couponNow())?.orderId, (await sua.card()).available_krw],
      [drunk, toppedUp_krw - paid_krw],
    );
    await tab(page, "내 정보").click();
    await link(page, "별과 쿠폰").click();
    await page.getByText("쓴 쿠폰과 지난 쿠폰").click();
    await link(page, "쓴 주문 보기").click();
    await customer.shows("PICKED_UP");
    assert.equal(orderIdOf(page), drunk);
  });

  test("what is downloaded is all that is known of them, and nothing that opens a door", async () => {
    await tab(page, "내 정보").click();
    await link(page, "내 데이터").click();
    const coming = page.waitForEvent("download");
    await button(page, "파일로 내려받기").click();
    const download = await coming;
    await says(page, "내려받았어요. 안전한 곳에 두세요.");
    assert.match(download.suggestedFilename(), /^siren-\d{4}-\d\d-\d\d\.json$/);
    const text = await readFile(await download.path(), "utf8");
    const file = memberExport.parse(JSON.parse(text));
    const {
      at: _then,
      sessions,
      ...known
    } = memberExport.parse((await sua.send("GET", "/api/v1/member/export")).body);
    const { at: _at, sessions: theirs, ...told } = file;
    assert.deepEqual(told, known);
    assert.equal(theirs.length, sessions.length, "this browser's, and the other one's");
    const [{ available_krw } = { available_krw: 0 }] = file.cards;
    assert.deepEqual(
      [file.account.email, file.account.nickname, file.coupons.map(({ state }) => state), available_krw],
      [email, nickname, ["USED"], (await sua.card()).available_krw],
    );
    assert.equal(
      file.ledger.reduce((sum, { entry }) => sum + entry.available_krw, 0),
      available_krw,
      "what happened on the card is what is on it",
    );
    assert.ok(file.stars.stars > 0 && file.topUps.some(({ amount_krw }) => amount_krw === toppedUp_krw));
    for (const secret of [password, "Hash", "hash", "scrypt", "argon", "paymentToken", sua.token ?? "?"])
      assert.ok(!text.includes(secret), `${secret} is in it`);
  });

  test("who leaves for good says so twice and by the password; then no page, no session and no log-in is theirs any more", async () => {
    const other = await day.newPage(page.context());
    await other.goto(`${day.stack.gatewayUrl}/client/orders`);
    await link(other, /카페 라떼/)
      .first()
      .waitFor();
    const { available_krw } = await sua.card();
    const left = `${available_krw.toLocaleString("en")}원`;

    await button(page, "계정 삭제하기…").click();
    const sure = asked(page, "정말 삭제할까요?");
    await says(sure, `카드에 ${left}이 남아 있어요. 삭제하면 돌려받을 수 없어요.`);
    const yes = button(sure, "네, 삭제할게요");
    await yes.click();
    await says(sure, "지금 비밀번호를 입력해 주세요.");
    await says(sure, "남은 금액을 포기하는 데 동의해 주세요.");
    await sure.getByRole("checkbox", { name: `남은 ${left}을 포기할게요` }).check();
    await field(sure, "지금 비밀번호").fill("not their password");
    await yes.click();
    await says(sure, "비밀번호가 맞지 않아요.");
    assert.equal((await sua.card()).available_krw, available_krw, "nothing has happened yet");
    await field(sure, "지금 비밀번호").fill(password);
    await yes.click();
    await screen(page, "안녕히 가세요");

    await field(other, "이메일").or(link(other, "로그인")).first().waitFor();
    await eventually(
      "their token counts no more",
      async () => (await sua.ask("GET", "/api/v1/member/me")).status === 401,
    );
    await assert.rejects(sua.refresh(), { code: "UNAUTHENTICATED" });
    await assert.rejects(sua.login(email, password), { code: "UNAUTHENTICATED" });
    const kept = await page.evaluate<string>("JSON.stringify({ ...localStorage, ...sessionStorage })");
    for (const theirs of [email, nickname])
      assert.ok(!kept.includes(theirs), `${theirs} is left in the browser`);
    await page.reload();
    await link(page, "매장 보기").click();
    await tab(page, "내 정보").click();
    await link(page, "로그인").click();
    await field(page, "이메일").fill(email);
    await field(page, "비밀번호").fill(password);
    await button(page, "로그인").click();
    await says(page, "이메일이나 비밀번호가 맞지 않아요.");
  });
}
