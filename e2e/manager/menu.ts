import assert from "node:assert/strict";
import { test } from "node:test";
import { newKey, storeId } from "../harness/cafe.ts";
import { at } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";
import { api, type ManagersDay } from "./managers-day.ts";

/** One pixel, whole, so that a browser draws it. */
const onePixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

/** What is sold: made, taken off, edited by two. */
export function storiesOfTheMenu(managerNow: () => ManagersDay): void {
  test("an item is made with its picture and options, comes off the menu, and back", async () => {
    const { day, desk, goTo, draftOf } = managerNow();
    await goTo("menu");
    await at(desk, "new-item").click();
    await at(desk, "save").click();
    await desk.getByText("입력해 주세요.").first().waitFor();
    await at(desk, "item-nameKo").fill("생강 라떼");
    await at(desk, "item-nameEn").fill("Ginger latte");
    await at(desk, "item-price").fill("-1");
    await at(desk, "item-kcal").fill("90000");
    await at(desk, "save").click();
    await desk.getByText("0부터 5000 사이의 숫자").waitFor();
    await at(desk, "item-price").fill("6000");
    await at(desk, "item-kcal").fill("210");
    await at(desk, "allergen-milk").check();
    await at(desk, "copy-group").selectOption("size");

    const svg = {
      name: "evil.png",
      mimeType: "image/png",
      buffer: Buffer.from(`<svg>${" ".repeat(64)}</svg>`),
    };
    await at(desk, "picture-file").setInputFiles(svg);
    await desk.getByText("PICTURE_INVALID").waitFor();
    const large = { name: "large.png", mimeType: "image/png", buffer: Buffer.alloc(512 * 1024 + 1) };
    await at(desk, "picture-file").setInputFiles(large);
    await desk.getByText("512 kB보다 큰 파일").waitFor();
    await at(desk, "picture-file").setInputFiles({
      name: "ginger.png",
      mimeType: "image/png",
      buffer: onePixel,
    });
    await at(desk, "picture-preview").waitFor();
    await desk.getByText("사진을 올렸어요").waitFor();
    await at(desk, "save").click();
    await desk.waitForURL(/items\/ginger-latte$/);

    // More is asked for than there is: the draft takes it, and says why it cannot be published.
    await at(desk, "group-size-max").fill("9");
    await at(desk, "save").click();
    await at(desk, "served-size").waitFor();
    await at(desk, "desk-publish").click();
    await at(desk, "publish-faults").getByText("선택지보다 많거나").waitFor();
    assert.equal(await at(desk, "publish").isDisabled(), true);
    await at(desk, "publish-faults").getByRole("link").click();
    await at(desk, "group-size-max").fill("1");
    await at(desk, "save").click();
    await at(desk, "served-size").waitFor({ state: "detached" });
    await at(desk, "desk-publish").click();
    await at(desk, "publish").click();
    await at(desk, "confirm-publish").click();
    await at(desk, "published").waitFor();
    const phone = await day.newPage();
    await eventually("the customer sees it with its picture", async () => {
      await phone.goto(`${day.stack.gatewayUrl}/client/stores/${storeId}/items/ginger-latte`);
      await phone.locator("main img.picture").waitFor({ timeout: 3_000 });
      return true;
    });
    const width = 'document.querySelector("main img.picture").naturalWidth';
    await eventually("the picture is drawn", async () => (await phone.evaluate<number>(width)) > 0);

    await at(desk, "desk-menu").click();
    await at(desk, "take-off-ginger-latte").click();
    await at(desk, "off-ginger-latte").waitFor();
    await at(desk, "put-back-ginger-latte").click();
    await at(desk, "draft-ginger-latte").waitFor();
    const { items } = await draftOf();
    assert.equal(items.find(({ itemId }) => itemId === "ginger-latte")?.optionGroups[0]?.max, 1);
  });

  test("what is not saved outlasts a reload, and another manager's change is shown, not written over", async () => {
    const { desk, hana, goTo, draftOf } = managerNow();
    await goTo("menu/items/mocha");
    await at(desk, "item-price").fill("6100");
    await at(desk, "item-aboutKo").fill("진한 초콜릿");
    await desk.reload();
    await eventually("it is still there", async () => (await at(desk, "item-price").inputValue()) === "6100");
    const { draftVersion, items } = await draftOf();
    const { itemId: _named, ...mocha } = items.find(({ itemId }) => itemId === "mocha") ?? assert.fail();
    const theirs = { ...mocha, price_krw: 5_900, kcal: 333 };
    const body = { storeId, expectedDraftVersion: draftVersion, item: theirs };
    await hana.send("PUT", `${api}/menu/items/mocha`, { body, key: newKey() });
    await at(desk, "save").click();
    await at(desk, "clashes").getByText("5900").waitFor();
    await eventually(
      "what does not collide is taken",
      async () => (await at(desk, "item-kcal").inputValue()) === "333",
    );
    const there = async () => (await draftOf()).items.find(({ itemId }) => itemId === "mocha");
    assert.equal((await there())?.price_krw, 5_900, "nothing is written over unseen");
    await at(desk, "keep-mine-price").click();
    await at(desk, "clashes").waitFor({ state: "detached" });
    await at(desk, "save").click();
    await eventually("mine is saved with theirs", async () => {
      const now = await there();
      return now?.price_krw === 6_100 && now.kcal === 333 && now.description?.ko === "진한 초콜릿";
    });
  });
}
