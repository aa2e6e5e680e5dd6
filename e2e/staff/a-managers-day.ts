import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, describe, test } from "node:test";
import { salesReport } from "@siren/contracts/barista";
import { publishedMenu } from "@siren/contracts/menu";
import { type MenuDesk, menuDesk } from "@siren/contracts/menu-desk";
import { orderPage, receipt } from "@siren/contracts/order";
import type { Page } from "playwright-core";
import {
  type Barista,
  baristaOf,
  type Customer,
  customerOf,
  gatewaysOf,
  latte,
  newKey,
  storeId,
} from "../harness/cafe.ts";
import { at, type CafeDay } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";
import { CustomerPage, signIn } from "../harness/pages.ts";
import { Person } from "../harness/person.ts";

const api = "/api/v1";
const staffPassword = "a staff password";
const tablet = { width: 1024, height: 768 };
/** One pixel, whole, so that a browser draws it. */
const onePixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

/** The manager's desk in a real browser: what is changed there is seen by a customer in another, and refused to whoever may not. */
export function managersDay(day: CafeDay): void {
  describe("a manager's day", () => {
    let desk: Page;
    let hana: Barista;

    const deskUrl = (part: string, store = storeId) =>
      `${day.stack.gatewayUrl}/admin/stores/${store}/desk/${part}`;
    const goTo = (part: string, store = storeId) => desk.goto(deskUrl(part, store));

    /** Signed in there, on a tablet. */
    async function newDesk(email: string, password?: string): Promise<Page> {
      const page = await day.newPage();
      await page.setViewportSize(tablet);
      await page.goto(`${day.stack.gatewayUrl}/admin`);
      await signIn(page, email, password);
      return page;
    }

    before(async () => {
      hana = await baristaOf(day.stack, "hana@siren.example");
      desk = await newDesk("hana@siren.example");
    });

    const draftOf = (store = storeId): Promise<MenuDesk> =>
      hana.get(`${api}/menu/stores/${store}/draft`, menuDesk);
    const priceOf = async (itemId: string, store = storeId) => {
      const { items } = await hana.get(`${api}/menu/stores/${store}/menu`, publishedMenu);
      return items.find((item) => item.itemId === itemId)?.price_krw;
    };
    const untilQuoted = async (mina: Customer, itemId: string, total_krw: number) => {
      const lines = [{ itemId, choiceIds: [], quantity: 1 }];
      await eventually(`${itemId} is quoted at ${total_krw}`, async () => {
        return (await mina.quote(lines)).total_krw === total_krw;
      });
    };

    test("a published price reaches a customer with an old cart between the tap and the answer, and they are told", async () => {
      const phone = await day.newPage();
      const mina = new CustomerPage(phone);
      await mina.open(day.stack.gatewayUrl, "mina@siren.example");
      await day.toCheckout(phone, "butter-croissant", "pay-card");
      await eventually("the total is known", async () => at(phone, "place-order").isEnabled());

      await goTo("prices");
      await at(desk, "price-item-butter-croissant").fill("사천 원");
      await at(desk, "prices-to-draft").click();
      await desk.getByText("0부터 1000000 사이의 숫자").waitFor();
      assert.equal((await draftOf()).isEdited, false, "what is no price goes nowhere");
      await at(desk, "price-item-butter-croissant").fill("4200");
      await desk.getByText("3,900원 → 4,200원").waitFor();
      await at(desk, "prices-to-draft").click();
      await at(desk, "prices-in-draft").waitFor();
      assert.equal(await priceOf("butter-croissant"), 3_900, "a draft is nobody's menu");
      await at(desk, "desk-publish").click();
      await at(desk, "change-butter-croissant").getByText("3,900원 → 4,200원").waitFor();
      await at(desk, "publish").click();

      const tapped = Promise.withResolvers<void>();
      const published = Promise.withResolvers<void>();
      await phone.route("**/api/v1/order/orders", async (route) => {
        if (route.request().method() === "POST") {
          tapped.resolve();
          await published.promise;
        }
        await route.continue();
      });
      const answered = phone.waitForResponse(
        (answer) => answer.url().endsWith("/order/orders") && answer.request().method() === "POST",
      );
      await at(phone, "place-order").click();
      await tapped.promise;
      await at(desk, "confirm-publish").click();
      await at(desk, "published").waitFor();
      await untilQuoted(await customerOf(day.stack), "butter-croissant", 4_200);
      published.resolve();
      const refused = await answered;
      assert.deepEqual([refused.status(), (await refused.json()).code], [409, "PRICE_CHANGED"]);
      await at(phone, "total-was").waitFor();
      assert.match((await at(phone, "total-was").textContent()) ?? "", /3,900원.*4,200원/);
      await mina.place();
    });

    test("a price that is set for a time holds from then on, on the customer's page too, and can be called off before", async () => {
      await goTo("prices");
      await at(desk, "price-item-latte").fill("5,300");
      await at(desk, "prices-at").fill("2020-01-01T09:00");
      await at(desk, "prices-at-time").click();
      await desk.getByText("1년 안의 시각").waitFor();
      const inSeoul = (ms: number) => new Date(Date.now() + ms + 9 * 3_600_000).toISOString();
      await at(desk, "prices-at").fill(inSeoul(30 * 86_400_000).slice(0, 16));
      await at(desk, "prices-at-time").click();
      await at(desk, "prices-scheduled").waitFor();
      const waiting = desk.locator('[data-testid="price-change"][data-state="WAITING"]');
      await waiting.first().waitFor();
      await at(desk, "call-off").click();
      await waiting.waitFor({ state: "detached" });

      await at(desk, "price-item-latte").fill("5300");
      await at(desk, "prices-at").fill(inSeoul(6_000).slice(0, 19));
      await at(desk, "prices-at-time").click();
      await at(desk, "prices-scheduled").waitFor();
      await eventually("it is published", async () => (await priceOf("latte")) === 5_300);
      const phone = await day.newPage();
      await phone.goto(`${day.stack.gatewayUrl}/client/stores/${storeId}`);
      await at(phone, "item-latte").getByText("5,300원").waitFor();
    });

    test("an item is made with its picture and options, comes off the menu, and back", async () => {
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
      await goTo("menu/items/mocha");
      await at(desk, "item-price").fill("6100");
      await at(desk, "item-aboutKo").fill("진한 초콜릿");
      await desk.reload();
      await eventually(
        "it is still there",
        async () => (await at(desk, "item-price").inputValue()) === "6100",
      );
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

    test("hours and a holiday are what the customer's page goes by", async () => {
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

    test("a promotion of the desk is what the customer reads in the menu", async () => {
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

    test("a cup is given back with its reason, twice tapped and once done, and the customer's receipt says so", async () => {
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

    test("somebody is appointed, works at the board, and is let go", async () => {
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
      const ops = await new Person(gatewaysOf(day.stack)).login("ops@siren.example");
      await ops.send("POST", `${api}/member/staff`, {
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
  });
}
