import { test } from "node:test";
import { storeId } from "../harness/cafe.ts";
import type { CafeDay } from "../harness/cafe-day.ts";
import { CustomerPage } from "../harness/pages.ts";
import { button, choose, field, link, says, tab } from "./by-name.ts";

const name = "비 오는 날 한 잔";

export function aFavourite(day: CafeDay): void {
  test("a drink with a heart gets a name, stands under it at the top of the menu on the next phone too, and the arrow leads back to where one was", async () => {
    const page = await day.newPage();
    await new CustomerPage(page).open(day.stack.gatewayUrl, "leo@siren.example");
    await page.goto(`${day.stack.gatewayUrl}/client/stores/${storeId}`);
    await choose(page, "바닐라 라떼");
    await button(page, "이 옵션 그대로 즐겨찾기").click();
    await says(page, "즐겨찾기에 담았어요. 메뉴 맨 위에 있어요.");
    await button(page, "뒤로").click();
    await page.waitForURL(`**/client/stores/${storeId}`);

    await tab(page, "내 정보").click();
    // A quick pick of the menu, which stands until then, is called so as well.
    await page.locator(".quick-shelf").waitFor({ state: "detached" });
    await link(page, "즐겨찾기").click();
    await button(page, "바닐라 라떼 이름 바꾸기").click();
    await field(page, "이름").fill(" ");
    await button(page, "저장").click();
    await says(page, "이름은 1자에서 30자까지예요.");
    await field(page, "이름").fill(name);
    await button(page, "저장").click();
    await button(page, `${name} 지우기`).click();
    await says(page, `${name}, 즐겨찾기에서 지웠어요.`);
    await button(page, "되돌리기").click();
    await button(page, `${name} 이름 바꾸기`).waitFor();
    await button(page, "뒤로").click();
    await page.waitForURL("**/client/account");

    const nextPhone = await day.newPage();
    await new CustomerPage(nextPhone).open(day.stack.gatewayUrl, "leo@siren.example");
    await nextPhone.goto(`${day.stack.gatewayUrl}/client/stores/${storeId}`);
    await link(nextPhone, new RegExp(name)).waitFor();
    await tab(nextPhone, "내 정보").click();
    await nextPhone.locator(".quick-shelf").waitFor({ state: "detached" });
    await link(nextPhone, "즐겨찾기").click();
    await button(nextPhone, `${name} 지우기`).click();
    await says(nextPhone, "아직 즐겨찾기가 없어요");
  });
}
