import assert from "node:assert/strict";
import { test } from "node:test";
import { gatewaysOf, newKey, storeId } from "../harness/cafe.ts";
import { at } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";
import { Person } from "../harness/person.ts";
import { api, type ManagersDay, staffPassword } from "./managers-day.ts";

/** Who works here, who may do all this, and when nobody can. */
export function storiesOfTheStaff(managerNow: () => ManagersDay): void {
  test("somebody is appointed, works at the board, and is let go", async () => {
    const { day, desk, goTo } = managerNow();
    await goTo("staff");
    await at(desk, "add-staff").click();
    await at(desk, "staff-email").fill("not an address");
    await at(desk, "staff-password").fill("short");
    await at(desk, "save").click();
    await desk.getByText("이메일 주소를 확인해 주세요.").waitFor();
    await desk.getByText("10자 이상, 128자까지").waitFor();
    await desk.getByText("1자부터 12자까지").waitFor();
    await at(desk, "staff-email").fill("jun@siren.example");
    await at(desk, "staff-password").fill(staffPassword);
    await at(desk, "staff-nickname").fill("보라");
    await at(desk, "save").click();
    await desk.getByText("ALREADY_REGISTERED").waitFor();
    await at(desk, "appoint-theirs").click();
    await at(desk, "save").click();
    await at(desk, "not-appointed").getByText("이미 어느 매장의 직원").waitFor();
    await at(desk, "staff-email").fill("leo@siren.example");
    await at(desk, "save").click();
    await at(desk, "staff-added").waitFor();
    const leo = await new Person(gatewaysOf(day.stack)).login("leo@siren.example");
    assert.equal((await leo.ask("GET", `${api}/barista/stores/${storeId}/board`)).status, 200);
    assert.equal((await leo.ask("GET", `${api}/member/stars`)).status, 200, "and is a customer as before");

    await at(desk, "add-staff").click();
    await at(desk, "staff-nickname").fill("보라");
    await at(desk, "staff-password").fill(staffPassword);
    await at(desk, "staff-email").fill("bora@siren.example");
    await at(desk, "save").click();
    await at(desk, "staff-added").waitFor();
    const bora = await new Person(gatewaysOf(day.stack)).login("bora@siren.example", staffPassword);
    assert.equal((await bora.ask("GET", `${api}/barista/stores/${storeId}/board`)).status, 200);
    const row = desk.locator('[data-testid="staff-row"][data-email="bora@siren.example"]');
    await row.locator('[data-testid="let-go"]').click();
    await at(desk, "confirm-let-go").click();
    await row.waitFor({ state: "detached" });
    await eventually("the token ends with the post", async () => {
      return (await bora.ask("GET", `${api}/barista/stores/${storeId}/board`)).status === 401;
    });
  });

  test("a barista and another store's manager are refused by the server, and the page says so", async () => {
    const { day, newDesk, deskUrl } = managerNow();
    const ops = await new Person(gatewaysOf(day.stack)).login("ops@siren.example");
    await ops.send("POST", `${api}/member/staff`, {
      key: newKey(),
      body: {
        ...{ email: "haru@siren.example", nickname: "하루", password: staffPassword },
        ...{ roles: ["manager"], stores: ["haeundae"] },
      },
    });
    for (const [email, password, code] of [
      ["jun@siren.example", undefined, "FORBIDDEN"],
      ["haru@siren.example", staffPassword, "WRONG_STORE"],
    ] as const) {
      const page = await newDesk(email, password);
      const answered = page.waitForResponse((answer) => answer.url().endsWith(`/stores/${storeId}/draft`));
      await page.goto(deskUrl("sales"));
      assert.deepEqual([(await answered).status(), (await (await answered).json()).code], [403, code]);
      await at(page, "desk-refused").getByText(code).waitFor();
      await page.close();
    }
  });

  test("while menu is away nothing can be changed and the reason is said; what was written is still there after", async () => {
    const { day, desk, goTo, draftOf } = managerNow();
    await goTo("menu/items/cold-brew");
    await at(desk, "item-price").fill("5100");
    await day.stack.stopProcess("menu");
    await at(desk, "save").click();
    await at(desk, "menu-away").waitFor();
    await eventually("it is grey", async () => at(desk, "item-price").isDisabled());
    await at(desk, "desk-refunds").click();
    await at(desk, "find").waitFor();
    await day.stack.restart("menu");
    await goTo("menu/items/cold-brew");
    await eventually("it goes on", async () => (await at(desk, "item-price").inputValue()) === "5100");
    await at(desk, "save").click();
    await eventually("it is saved", async () => {
      return (await draftOf()).items.find(({ itemId }) => itemId === "cold-brew")?.price_krw === 5_100;
    });
  });
}
