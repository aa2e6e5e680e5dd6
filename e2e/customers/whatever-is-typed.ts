import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { Customer, gatewaysOf, storeId } from "../harness/cafe.ts";
import type { CafeDay } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";
import { goByLink } from "../screens/opened-cafe.ts";
import { routesOf } from "../screens/routes.ts";
import { hook } from "../screens/screen-state.ts";
import {
  behindIt,
  type Form,
  forms,
  formsOfMembers,
  hostile,
  inPlaceOfAName,
  loaded,
  wrongs,
} from "./hostile.ts";

const known: Record<string, string> = { ":storeId": storeId, ":itemId": "latte", ":orderId": "ord_1" };
const withNames = (route: string, name: (param: string) => string | undefined) =>
  route.replace(/:\w+/g, (param) => name(param) ?? param);

/** After every screen was looked at: what can be typed into there is typed into here. */
export function whateverIsTyped(day: CafeDay): void {
  const answers: string[] = [];
  const root = () => `${day.stack.gatewayUrl}/client`;

  async function watchedPage(): Promise<Page> {
    const page = await day.newPage(
      await day.newPerson({ permissions: ["clipboard-read", "clipboard-write"] }),
    );
    page.on("dialog", (dialog) => {
      answers.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("response", (answer) => {
      if (answer.status() >= 500) answers.push(`${answer.status()} ${answer.url()}`);
    });
    return page;
  }
  async function load(page: Page, address: string): Promise<void> {
    await page.goto(`${root()}/icon.svg`);
    await page.goto(`${root()}/${address}`);
    await page.locator("h1").first().waitFor();
  }
  async function isWhole(page: Page, what: string): Promise<void> {
    const isComing = "document.querySelector('main .ui-skeleton') !== null";
    await eventually(
      `all of it has come: ${what.slice(0, 200)}`,
      async () => !(await page.evaluate(isComing)),
    );
    const wrong = await page.evaluate<string[]>(wrongs);
    assert.deepEqual(wrong, [], what.slice(0, 200));
  }

  async function open(page: Page, { at, bring }: Form): Promise<void> {
    await load(page, at);
    await bring?.(page);
  }
  /** Into each field of a form: typed, or pasted. */
  async function isRefused(page: Page, { at, form, fields }: Form, text: string, isPasted: boolean) {
    for (const name of fields) {
      const field = page.locator(`${form} [name="${name}"]`);
      await field.fill(isPasted ? "" : text);
      if (isPasted) await field.press("ControlOrMeta+V");
      assert.notEqual(await field.inputValue(), "", `${name} of ${at} takes it`);
    }
    await page.locator(`${form} button[type=submit]`).click();
    const told = page.locator(".ui-field-error:not(:empty), main [role=alert]:not(:empty)");
    await told
      .or(page.locator(hook("link-over")))
      .first()
      .waitFor();
    await isWhole(page, `${fields.join()} of ${at}: ${text}`);
  }
  async function areRefused(page: Page, all: readonly Form[]): Promise<void> {
    for (const form of all) {
      await open(page, form);
      for (const [place, text] of hostile.entries()) {
        const isPasted = place % 2 === 1;
        if (isPasted) await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
        // What it was refused with may stand in its place.
        if (!(await page.locator(form.form).isVisible())) await open(page, form);
        await isRefused(page, form, text, isPasted);
      }
    }
  }

  test("nothing in an address breaks a page, and none leads out of it", async () => {
    const page = await watchedPage();
    for (const address of loaded) {
      await load(page, address);
      await isWhole(page, address);
    }
    // Where there is no page, another address is none either: nothing would change.
    const routes = routesOf("client").filter((route) => route !== "*");
    const named = routes.filter((route) => route.includes(":"));
    assert.ok(named.length >= 4 && routes.length > 20, "they were found");
    const addresses = [
      ...named.flatMap((route) => inPlaceOfAName.map((name) => withNames(route, () => name))),
      ...routes.map((route) => withNames(route, (param) => known[param]) + behindIt),
    ];
    for (const address of addresses) {
      await goByLink(page, root(), `${root()}/${address}`);
      await isWhole(page, address);
    }
  });

  test("nothing that is typed or pasted into a field breaks a page: it is refused beside it, or shown as it was typed", async () => {
    const page = await watchedPage();
    await areRefused(page, forms);
    await load(page, `stores/${storeId}`);
    for (const text of hostile) {
      await page.locator(hook("menu-search")).fill(text);
      await page.locator("main .empty").waitFor();
      await isWhole(page, `the search: ${text}`);
    }

    // A new account: so many wrong passwords are an attack on one.
    const somebody = { email: "typed@example.org", password: "a long enough one", nickname: "<i>레오</i>" };
    await new Customer(gatewaysOf(day.stack)).enter("/api/v1/member/register", somebody);
    await load(page, "sign-in?next=https://evil.example/");
    await page.locator("[name=email]").fill(somebody.email);
    await page.locator("[name=password]").fill(somebody.password);
    await page.locator(hook("login-submit")).click();
    await page.locator(hook("store-seongsu")).waitFor();
    await isWhole(page, "where the sign-in led");
    for (const route of routesOf("client").filter((one) => one.startsWith("account"))) {
      await goByLink(page, root(), `${root()}/${route}${behindIt}`);
      await isWhole(page, `${route} of a member`);
    }
    await areRefused(page, formsOfMembers);
    await isCalledAsTyped(page, somebody.nickname);
    const typed = new Set([...forms, ...formsOfMembers].flatMap(({ fields }) => fields));
    assert.ok(day.fieldsSeen.size > 5, "the screens have been looked at");
    const untyped = [...day.fieldsSeen].filter((name) => !typed.has(name) && name !== "search");
    assert.deepEqual(untyped, [], "add it to the forms above");
  });

  /** Short enough, and nothing in it is hidden: it may be called. */
  async function isCalledAsTyped(page: Page, nickname: string): Promise<void> {
    await load(page, "account");
    await page.getByText(nickname).first().waitFor();
    assert.equal(await page.locator("main i").count(), 0);
  }

  test("nothing that lies in the browser's memory breaks a page, and no answer to any of it was our fault", async () => {
    const page = await watchedPage();
    await load(page, "");
    const names = (
      "cart placing who store stores-meant checkout currency favourites rung guest copy.stores copy.menu.seongsu " +
      "copy.orders copies theme language top-up going-to"
    )
      .split(" ")
      .map((name) => `siren.${name}`);
    for (const nonsense of ["{", '{"storeId":"seongsu","lines":[{"itemId":9}],"at":1,"value":[[]]}']) {
      for (const screen of ["", "stores/seongsu", "cart", "checkout", "orders", "account"]) {
        await page.evaluate(`for (const store of [localStorage, sessionStorage])
          for (const name of [...${JSON.stringify(names)}, ...Object.keys(store)])
            store.setItem(name, ${JSON.stringify(nonsense)})`);
        await load(page, screen);
        await isWhole(page, `${screen} with ${nonsense}`);
      }
    }
    assert.deepEqual(answers, []);
  });
}
