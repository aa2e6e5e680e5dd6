import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { repositoryRoot } from "../scripts/stack/settings.ts";
import { type OpenedBrowser, openBrowser } from "./harness/browser.ts";
import { temporaryData } from "./harness/stack.ts";

const PATIENCE_MS = 20_000;
const PASSWORD = "of-the-registry";
let browser: OpenedBrowser;
let url = "";
let stop: () => Promise<void>;

/** The registry alone: its pages need nobody else. */
before(async () => {
  const data = temporaryData();
  const env = { PORT: "0", DATA_DIR: data.dataDir, DASHBOARD_CREDENTIALS: `ops:${PASSWORD}` };
  const child = spawn(process.execPath, [join(repositoryRoot, "discovery", "src", "main.ts")], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  stop = async () => {
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
    data[Symbol.dispose]();
  };
  const listening = new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the registry ended with ${code}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const told = JSON.parse(line) as { event: string; url?: string };
      if (told.event === "listening") resolve(told.url ?? "");
    });
  });
  [url, browser] = await Promise.all([listening, openBrowser()]);
});

after(async () => {
  await browser?.close();
  await stop?.();
});

async function register(id: string): Promise<void> {
  const dataCenterInfo = { name: "MyOwn" };
  const instance = { app: "TEA", instanceId: id, hostName: "h1", ipAddr: "10.0.0.1", dataCenterInfo };
  const answer = await fetch(`${url}/eureka/apps/TEA`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ instance }),
  });
  assert.equal(answer.status, 204);
}

const statusOf = async (id: string): Promise<string | undefined> => {
  const answer = await fetch(`${url}/eureka/apps/TEA/${id}`, { headers: { Accept: "application/json" } });
  return ((await answer.json()) as { instance: { status: string } }).instance.status;
};

async function open(
  options: Parameters<OpenedBrowser["newPerson"]>[0],
): Promise<{ page: Page; faults: string[] }> {
  const person = await browser.newPerson(options);
  const page = await person.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("pageerror", (fault) => faults.push(String(fault)));
  return { page, faults };
}

test("an open page shows who came and went, keeps the reader's place, and can be paused", async () => {
  const { page, faults } = await open({ viewport: { width: 390, height: 844 } });
  await page.goto(url);
  await page.getByText("등록된 인스턴스가 없습니다").waitFor();
  await page.locator("#pulse.beating").waitFor();
  await register("t1");
  const row = page.getByRole("row").getByRole("link", { name: "t1" });
  await row.waitFor();
  await row.focus();
  await register("t2");
  await page.getByRole("row").getByRole("link", { name: "t2" }).waitFor();
  assert.equal(await page.evaluate("document.activeElement.textContent"), "t1");
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
  await page.getByRole("button", { name: "일시 정지" }).click();
  await register("t3");
  await page.getByRole("button", { name: "다시 시작" }).click();
  await page.getByRole("row").getByRole("link", { name: "t3" }).waitFor();
  assert.deepEqual(faults, []);
  await page.context().close();
});

for (const javaScriptEnabled of [true, false]) {
  const with_ = javaScriptEnabled ? "with" : "without";
  test(`${with_} script an instance is taken out by keyboard, after a sign-in and a question`, async () => {
    const { page, faults } = await open({ javaScriptEnabled, locale: "en-US" });
    const id = `out-${with_}-script`;
    await register(id);
    await page.goto(`${url}/instances/TEA/${id}`);
    await page.getByRole("link", { name: "Take out of service" }).press("Enter");
    await page.getByLabel("Password").fill("wrong");
    await page.getByLabel("Password").press("Enter");
    await page.getByRole("alert").getByText("do not fit").waitFor();
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByLabel("Password").press("Enter");
    const yes = page.getByRole("button", { name: "Yes, take it out" });
    assert.equal(await statusOf(id), "UP");
    await yes.press("Enter");
    await page.getByRole("status").getByText("It is out of service.").waitFor();
    assert.equal(await statusOf(id), "OUT_OF_SERVICE");
    await page.getByRole("button", { name: "Sign out" }).press("Enter");
    await page.getByRole("link", { name: "Sign in" }).waitFor();
    // The wrong password was answered 403, which the browser itself notes down.
    assert.deepEqual(
      faults.filter((fault) => !fault.includes("403")),
      [],
    );
    await page.context().close();
  });
}
