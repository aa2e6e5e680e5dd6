import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { demoPassword } from "@siren/contracts/demo-accounts";
import { opsRegistry } from "@siren/contracts/ops";
import { MongoClient } from "mongodb";
import type { Page } from "playwright-core";
import { type OpenedBrowser, openBrowser } from "./harness/browser.ts";
import { baristaOf, customerOf, gatewaysOf } from "./harness/cafe.ts";
import { eventually } from "./harness/eventually.ts";
import { Person } from "./harness/person.ts";
import { patience, startTestStack, type TestStack } from "./harness/stack.ts";
import { StoreProcess } from "./harness/store-process.ts";
import { quickAuditor } from "./harness/verdicts.ts";

const PATIENCE_MS = 30_000;
const tracesUrl = "http://localhost:16686";
let folder = "";
let tickets: StoreProcess | undefined;
let stack: TestStack;
let browser: OpenedBrowser | undefined;
let ops: Person;
let page: Page;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "siren-ops-"));
  // A server of its own: one of its tickets is to be damaged as by a fault of ours, and mended again.
  tickets = await new StoreProcess(join(folder, "barista.db")).start();
  const opened = openBrowser();
  stack = await startTestStack({
    replicas: { gateway: 2, menu: 2 },
    env: {
      ...{ barista: { STORE: tickets.uri }, order: patience },
      ...{ auditor: quickAuditor, gateway: { TRACES_URL: tracesUrl } },
    },
  });
  browser = await opened;
  ops = await new Person(gatewaysOf(stack)).login("ops@siren.example");
  page = await staffPage("ops@siren.example");
});
after(async () => {
  await browser?.close();
  await stack?.stop();
  await tickets?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

async function staffPage(email: string): Promise<Page> {
  const person = await browser?.newPerson({ locale: "en-GB", viewport: { width: 1440, height: 900 } });
  const opened = (await person?.newPage()) as Page;
  opened.setDefaultTimeout(PATIENCE_MS);
  await opened.goto(`${stack.gatewayUrl}/admin/ops`);
  await opened.getByTestId("login-email").fill(email);
  await opened.getByTestId("login-password").fill(demoPassword);
  await opened.getByTestId("login-submit").click();
  return opened;
}

const idOf = (service: "menu" | "order", replica: number) =>
  stack.process(service, replica).announcement?.instanceId ?? "";
const row = (id: string, state: string) =>
  page.locator(`[data-testid="instance"][data-instance="${id}"][data-state="${state}"]`);

/** As each gateway has it. */
async function wordsOn(id: string) {
  const { services } = await ops.get("/ops/registry", opsRegistry);
  return services.flatMap(({ instances }) => instances).find((one) => one.id === id)?.gateways ?? [];
}

/** When any gateway last had a real answer of it. */
const lastAnswerOf = async (id: string): Promise<number> =>
  Math.max(0, ...(await wordsOn(id)).map(({ answer }) => answer?.atMs ?? 0));

/** As many people as it takes to be sure that both replicas have their turn. */
async function askForMenus(): Promise<void> {
  for (let asked = 0; asked < 12; asked++) {
    ops.turnElsewhere();
    await ops.ask("GET", `/api/v1/menu/search?q=tea${asked}-${Math.random()}`);
  }
}

test("a barista is refused by the server, and the page says so", async () => {
  const barista = await staffPage("jun@siren.example");
  const refused = barista.getByTestId("ops-refused");
  await refused.getByText("FORBIDDEN").waitFor();
  await refused.getByText("Only an ops account may see this.").waitFor();
  await barista.context().close();
});

test("one glance says that all is well, and what is drained until it is restored takes nothing", async () => {
  await page.locator('[data-testid="standing"][data-state="well"]').waitFor();
  await page.getByTestId("ops-registry").click();
  const [first, second] = [idOf("menu", 0), idOf("menu", 1)];
  await row(second, "in-service").waitFor();
  await row(first, "in-service").getByTestId("drain").click();
  await page.getByTestId("confirm-override").click();
  await row(first, "drained").waitFor();
  // The page shows what one gateway knows.
  await eventually("both gateways have heard of it", async () => {
    const words = await wordsOn(first);
    return words.length === 2 && words.every(({ status }) => status === "OUT_OF_SERVICE");
  });
  const drainedAt = Date.now();
  await askForMenus();
  await eventually("the other one answers", async () => (await lastAnswerOf(second)) > drainedAt);
  assert.ok((await lastAnswerOf(first)) < drainedAt, "what is drained is asked nothing");
  await row(first, "drained").getByTestId("restore").click();
  await page.getByTestId("confirm-override").click();
  await row(first, "in-service").waitFor();
  await eventually("it answers again", async () => {
    await askForMenus();
    return (await lastAnswerOf(first)) > drainedAt;
  });
});

test("an instance that hangs is marked as a ghost; killed, it is seen to go", async () => {
  const id = idOf("menu", 1);
  await stack.kill("menu", 1, "SIGSTOP");
  await row(id, "ghost").waitFor();
  await stack.kill("menu", 1);
  await row(id, "gone").waitFor();
  await page.getByTestId("ops-overview").click();
  const name = `:${new URL(stack.process("menu", 0).announcement?.url ?? "").port}`;
  await page.getByTestId("lately").getByText("has gone").first().waitFor();
  await page.getByTestId("ops-registry").click();
  await page.getByTestId("service-menu").getByText(name).first().waitFor();
});

test("what was set aside is found in the feeds, and goes through once its cause is mended", async () => {
  const [mina, jun] = [await customerOf(stack), await baristaOf(stack)];
  const { order } = await mina.place((await mina.card()).cardId);
  const ticket = await jun.ticketOf(order.orderId);
  await jun.accept(ticket);
  await jun.claim(ticket);
  await jun.ready(ticket);
  await mina.untilOrder(order.orderId, ({ state }) => state === "READY", "ready");

  const store = await new MongoClient(tickets?.uri ?? "").connect();
  const docs = store.db().collection<{ _id: string; units: unknown }>("tickets");
  try {
    const whole = await docs.findOne({ _id: ticket.ticketId });
    await docs.updateOne({ _id: ticket.ticketId }, { $set: { units: null } });
    await mina.send("POST", `/api/v1/order/orders/${order.orderId}/picked-up`, {
      key: `picked-${order.orderId}`,
    });
    await page.getByTestId("ops-feeds").click();
    const letter = page.locator(`[data-testid="dead-letter"][data-about="${order.orderId}"]`).first();
    await letter.waitFor();
    await page.getByTestId("ops-overview").click();
    await page
      .getByTestId("standing")
      .getByText(/events were set aside/)
      .waitFor();
    await docs.updateOne({ _id: ticket.ticketId }, { $set: { units: whole?.units } });
    await page.getByTestId("ops-feeds").click();
    await letter.getByTestId("replay").click();
    await page.getByTestId("replayed").waitFor();
    await letter.waitFor({ state: "detached" });
  } finally {
    await store.close();
  }

  await page.getByTestId("ops-journey").click();
  await page.getByTestId("journey-store").selectOption(order.storeId);
  await page.getByTestId("journey-number").fill(String(order.number));
  await page.getByTestId("find-by-number").click();
  const journey = page.locator(`[data-testid="journey"][data-order="${order.orderId}"]`);
  await journey.waitFor();
  // Whoever of them was late with what it was told is asked again by the page.
  for (const type of [
    "OrderPlaced",
    "HoldPlaced",
    "OrderAuthorised",
    "TicketQueued",
    "TicketReady",
    "OrderPickedUp",
  ])
    await journey.getByTestId("event-type").filter({ hasText: type }).first().waitFor();
  const pickedUp = journey.locator('[data-testid="way-event"]', { hasText: "OrderPickedUp" });
  await pickedUp.getByText(/barista took it/).waitFor();
  const link = await journey.getByTestId("trace").first().getAttribute("href");
  assert.match(link ?? "", new RegExp(`^${tracesUrl}/trace/[0-9a-f]{32}$`));
});
