import assert from "node:assert/strict";
import { test } from "node:test";
import { storeProfile } from "@siren/contracts/menu";
import { storeId } from "../harness/cafe.ts";
import { at } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";
import { api, type ManagersDay } from "./managers-day.ts";

/** When the store is open, and what it tells its customers. */
export function storiesOfTheStore(managerNow: () => ManagersDay): void {
  test("hours and a holiday are what the customer's page goes by", async () => {
    const { day, desk, goTo } = managerNow();
    const store = "gwanghwamun";
    await goTo("hours", store);
    const nowInSeoul = new Date(Date.now() + 9 * 3_600_000);
    const today = `day${nowInSeoul.getUTCDay()}`;
    await at(desk, `${today}-closes`).fill("");
    await at(desk, "last-order").fill("500");
    await desk.getByRole("button", { name: "영업시간 저장" }).click();
    await desk.getByText("시각을 확인해 주세요.").waitFor();
    await desk.getByText("0부터 120 사이의 숫자").waitFor();
    await at(desk, `${today}-closes`).fill("00:00");
    await at(desk, "last-order").fill("20");
    await desk.getByRole("button", { name: "영업시간 저장" }).click();
    await desk.getByText("저장했어요.").first().waitFor();

    await at(desk, "add-holiday").click();
    await desk.getByRole("button", { name: "휴일 저장" }).click();
    await desk.getByText("날짜를 골라 주세요.").waitFor();
    await at(desk, "holiday-0-day").fill(nowInSeoul.toISOString().slice(0, 10));
    await at(desk, "holiday-0-ko").fill("내부 공사");
    await at(desk, "holiday-0-en").fill("Repairs");
    await desk.getByRole("button", { name: "휴일 저장" }).click();
    await desk.getByText("저장했어요.").nth(1).waitFor();
    const phone = await day.newPage();
    await eventually("the customer sees it closed", async () => {
      await phone.goto(`${day.stack.gatewayUrl}/client/`);
      const hours = at(phone, `store-${store}`).locator(".store-hours");
      return (await hours.getAttribute("data-open", { timeout: 5_000 })) === "false";
    });
  });

  test("a store's name, fees and longest wait are changed beside its hours", async () => {
    const { desk, hana, goTo } = managerNow();
    const store = "haeundae";
    await goTo("store", store);
    await at(desk, "store-nameKo").fill("");
    await at(desk, "store-maxWait").fill("4");
    await at(desk, "save").click();
    await desk.getByText("입력해 주세요.", { exact: true }).waitFor();
    await desk.getByText("5부터 240 사이의 숫자").waitFor();
    await at(desk, "store-nameKo").fill("해운대 바다점");
    await at(desk, "store-maxWait").fill("25");
    await at(desk, "store-offers-for-here").check();
    await at(desk, "store-fee-for-here").fill("300");
    await at(desk, "save").click();
    await desk.getByText("저장했어요.").waitFor();
    await desk.locator(".desk-store").getByText("해운대 바다점").waitFor();
    await eventually("customers are told", async () => {
      const { week, ...profile } = await hana.get(`${api}/menu/stores/${store}`, storeProfile);
      assert.ok(
        week.some((hours) => hours !== null),
        "its hours are as they were",
      );
      const forHere = profile.handOvers.find(({ kind }) => kind === "for-here");
      return profile.maxWaitMinutes === 25 && profile.name.ko === "해운대 바다점" && forHere?.fee_krw === 300;
    });
  });

  test("a promotion of the desk is what the customer reads in the menu", async () => {
    const { day, desk, goTo } = managerNow();
    await goTo("promotions");
    await at(desk, "new-promotion").click();
    await at(desk, "promotion-until").fill("2020-01-01T00:00");
    await at(desk, "save").click();
    await desk.getByText("끝이 시작보다 늦어야 해요.").waitFor();
    assert.equal(await desk.getByText("입력해 주세요.").count(), 2, "in both languages");
    const hourAgo = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 16);
    await at(desk, "promotion-ko").fill("오늘은 <b>스콘</b>과 함께");
    await at(desk, "promotion-en").fill("Today with a scone");
    await at(desk, "promotion-from").fill(hourAgo);
    await at(desk, "promotion-until").fill("2090-01-01T00:00");
    await at(desk, "promotion-preview-ko").getByText("오늘은 <b>스콘</b>과 함께").waitFor();
    await at(desk, "save").click();
    await desk.locator('[data-testid="promotion"][data-standing="running"]').getByText("오늘은").waitFor();
    const phone = await day.newPage();
    await phone.goto(`${day.stack.gatewayUrl}/client/stores/${storeId}`);
    await at(phone, "promotion").getByText("오늘은 <b>스콘</b>과 함께").waitFor();
  });
}
