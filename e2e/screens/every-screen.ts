import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import type { Page } from "playwright-core";
import type { CafeDay } from "../harness/cafe-day.ts";
import { eventually } from "../harness/eventually.ts";
import { screens } from "./list.ts";
import { bringUp, type OpenedCafe, openCafe, sizeOf, speak } from "./opened-cafe.ts";
import { routesOf } from "./routes.ts";
import { staffScreens } from "./staff-list.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
type Finding = { id: string; help: string; nodes: { target: string[]; failureSummary: string }[] };

/** The page's policy lets no script of ours in; the debugger's goes past it, by itself at a third of what `page.evaluate` costs. */
async function bringAxe(page: Page): Promise<void> {
  if (await page.evaluate("'axe' in globalThis")) return;
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Runtime.evaluate", { expression: axe });
  await devtools.detach();
}

/** Everything of WCAG 2.2 AA and axe's own advice, in words. */
async function findings(page: Page, rules?: string[]): Promise<string[]> {
  await bringAxe(page);
  const options = rules ? { runOnly: { type: "rule", values: rules } } : {};
  const found = await page.evaluate<Finding[]>(
    `axe.run(document, { ...${JSON.stringify(options)}, resultTypes: ["violations"] }).then((all) => all.violations)`,
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary.replace(/\s+/g, " ")}`,
    ),
  );
}

/** What reaches beyond the right edge, and whether the page can be pushed aside because of it. */
const sideways = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const beyond = [...document.body.querySelectorAll("*")].filter((one) => {
    const { right, width } = one.getBoundingClientRect();
    return width > 0 && right > clientWidth + 1;
  });
  return [scrollWidth + " > " + clientWidth, ...beyond.slice(0, 4).map((one) => one.tagName + "." + one.className)];
})()`;

/** Text that is cut off, and what can be tapped but lies beneath something that stays in its place. */
const hidden = `(() => [...document.querySelectorAll("main a, main button, main input, h1, .tabs a")].filter((one) => {
  if (one.closest("[inert], [hidden]") || one.disabled) return false;
  one.scrollIntoView({ block: "center", behavior: "instant" });
  const { left, top, width, height } = one.getBoundingClientRect();
  if (width === 0 || height === 0 || getComputedStyle(one).opacity === "0") return false;
  const there = document.elementFromPoint(left + width / 2, top + height / 2);
  return there !== null && !one.contains(there) && !there.contains(one);
}).map((one) => one.tagName + " " + (one.textContent || one.getAttribute("aria-label") || one.className).trim().slice(0, 40)))()`;

/** By name, wherever on the screen it lies folded up. */
const textFields = `[...document.querySelectorAll(
  "input:not([type=radio], [type=checkbox], [type=file], [hidden]), textarea, [contenteditable]",
)].map((one) => one.name || one.type)`;

const lists = { client: screens, admin: staffScreens } as const;

const switchTo = (folder: keyof typeof lists, language: string) =>
  folder === "client" ? "header .language" : `[data-testid="language-${language}"]`;

const onHook = (name: string) => `document.activeElement?.closest('[data-testid="${name}"]') != null`;

/** What has the focus, where something that stays in its place lies over the middle of it. */
const focusedBeneath = `(() => {
  const one = document.activeElement;
  if (!one || one === document.body || getComputedStyle(one).opacity === "0") return "";
  const { left, top, width, height } = one.getBoundingClientRect();
  const there = document.elementFromPoint(left + width / 2, top + height / 2);
  return !there || one.contains(there) || there.contains(one) ? "" : one.outerHTML.slice(0, 90) + " beneath " + there.className;
})()`;

async function tabTo(page: Page, name: string): Promise<void> {
  const mostStops = 120;
  for (let stop = 0; stop < mostStops; stop += 1) {
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate<string>(focusedBeneath), "", "what has the focus can be seen");
    if (await page.evaluate<boolean>(onHook(name))) return;
  }
  throw new Error(`${name} is not reached by ${mostStops} presses of Tab at ${page.url()}`);
}

/** Each by itself, by what a program can tell; and the way through the customer's by the keyboard alone. */
export function everyScreenIsForEveryone(day: CafeDay, folder: keyof typeof lists): void {
  /** What the page says to the console, but for what the browser itself says of answers that were refused. */
  const faults: string[] = [];
  let at = "";
  function watch(page: Page): void {
    page.on("pageerror", (error) => faults.push(`${at}: ${error.message}`));
    page.on("console", (message) => {
      const isOfTheBrowser = message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !isOfTheBrowser) faults.push(`${at}: ${message.text()}`);
    });
  }

  let opening: Promise<OpenedCafe> | undefined;
  // Not in a hook: one at the root may run before the one that opens the day has ended.
  const opened = () => {
    opening ??= openCafe(day, watch);
    return opening;
  };
  const [routes, listed] = [routesOf(folder), lists[folder]];

  test("each route of the page is on its list of screens", () => {
    assert.ok(routes.length > 3);
    const missing = routes.filter((route) => !listed.some((screen) => screen.route === route));
    assert.deepEqual(missing, [], "add it to e2e/screens");
  });

  test("each screen's address leads to the page, whoever types it", async () => {
    const { gatewayUrl, shown } = await opened();
    for (const screen of listed) {
      const answer = await fetch(new URL(screen.at(shown), `${gatewayUrl}/${folder}/`));
      assert.deepEqual([answer.status, /id="page"/.test(await answer.text())], [200, true], screen.name);
    }
  });

  test("the other language is a tap away, and so is the way back", async () => {
    at = "by tap";
    const page = await (await opened()).pageOf(folder === "client" ? "nobody" : "visitor");
    for (const language of ["en", "ko"]) {
      if (folder === "admin") await page.locator('[data-testid="settings"]').click();
      await page.locator(switchTo(folder, language)).click();
      await page.locator(`html[lang="${language}"] h1`).first().waitFor();
      await page.keyboard.press("Escape");
    }
  });

  for (const screen of listed.filter(({ route }) => routes.includes(route)))
    test(`${screen.name}: axe finds nothing, and nothing is lost on a narrow screen or at twice the size`, async () => {
      at = screen.name;
      const before = faults.length;
      const page = await bringUp(await opened(), screen);
      const wrong: string[] = [];
      await page.emulateMedia({ colorScheme: "light" });
      wrong.push(...(await findings(page)).map((one) => `light: ${one}`));
      await page.emulateMedia({ colorScheme: "dark" });
      wrong.push(...(await findings(page, ["color-contrast"])).map((one) => `dark: ${one}`));
      await page.emulateMedia({ colorScheme: null });

      for (const field of await page.evaluate<string[]>(textFields)) day.fieldsSeen.add(field);
      const headings = await page.locator("h1:visible").count();
      if (headings !== 1) wrong.push(`it has ${headings} main headings`);
      const title = await page.title();
      if (!/^.+ · Siren$/.test(title)) wrong.push(`its title is "${title}"`);

      await page.setViewportSize({ width: 320, height: 640 });
      wrong.push(...(await page.evaluate<string[]>(sideways)).map((one) => `at 320: ${one}`));
      if (!screen.hasDialog) {
        await speak(page, "en");
        wrong.push(...(await page.evaluate<string[]>(sideways)).map((one) => `at 320, in English: ${one}`));
        await page.setViewportSize({ width: 640, height: 450 });
        wrong.push(...(await page.evaluate<string[]>(sideways)).map((one) => `at 200 %: ${one}`));
        wrong.push(...(await page.evaluate<string[]>(hidden)).map((one) => `at 200 %, covered: ${one}`));
        await speak(page, "ko");
      }
      await page.setViewportSize(sizeOf(screen));
      assert.deepEqual([...wrong, ...faults.slice(before)], []);
    });

  if (folder === "client") throughByKeyboard();
  test("whoever looked at them goes, and leaves nothing under way", async () => (await opened()).leave());

  function throughByKeyboard(): void {
    test("from the choice of a store to a cancelled order by the keyboard alone", async () => {
      at = "by keyboard";
      const cafe = await opened();
      const page = await cafe.pageOf("member");
      await page.unrouteAll({ behavior: "ignoreErrors" });
      const go = async (name: string, leadsTo: string) => {
        await tabTo(page, name);
        await page.keyboard.press("Enter");
        await page.locator(`[data-testid="${leadsTo}"]`).first().waitFor();
      };
      const headingHasFocus = (where: string) =>
        eventually(`${where}: a reader hears where it is`, () =>
          page.evaluate<boolean>("document.activeElement?.tagName === 'H1'"),
        );
      await page.goto(`${cafe.gatewayUrl}/client/`);
      await page.locator('[data-testid="store-seongsu"]').waitFor();
      await go("store-seongsu", "item-latte");
      await headingHasFocus("menu");
      await go("item-latte", "add-to-cart");
      await headingHasFocus("item");
      await tabTo(page, "add-to-cart");
      await page.keyboard.press("Enter");
      await go("tab-cart", "go-to-checkout");
      await headingHasFocus("cart");
      await go("go-to-checkout", "place-order");
      await eventually("the total is known", () => page.locator('[data-testid="place-order"]').isEnabled());
      await go("place-order", "order-number");
      await headingHasFocus("order");

      await tabTo(page, "cancel-order");
      await page.keyboard.press("Enter");
      await page.locator('[data-testid="confirm-cancel"]').waitFor();
      for (let stop = 0; stop < 6; stop += 1) {
        const isInside =
          "document.activeElement?.closest('dialog') != null || document.activeElement === document.body";
        assert.ok(await page.evaluate<boolean>(isInside), "what lies beneath the dialog is not reached");
        await page.keyboard.press("Tab");
      }
      await page.keyboard.press("Escape");
      await eventually("the focus is given back", () => page.evaluate<boolean>(onHook("cancel-order")));
      await page.keyboard.press("Enter");
      await page.locator('[data-testid="confirm-cancel"]').waitFor();
      await tabTo(page, "confirm-cancel");
      await page.keyboard.press("Enter");
      await page.locator('[data-testid="order-state"][data-state="CANCELLED"]').waitFor();
    });
  }
}
