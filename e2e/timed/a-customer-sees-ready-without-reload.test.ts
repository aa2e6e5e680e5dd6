import assert from "node:assert/strict";
import { after, before, type TestContext, test } from "node:test";
import { nodeFlags } from "../../scripts/stack/node-flags.ts";
import { type OpenedBrowser, openBrowser } from "../harness/browser.ts";
import { eventually } from "../harness/eventually.ts";
import { BoardPage, CustomerPage, untilReady } from "../harness/pages.ts";
import { patience, startTestStack, type TestStack } from "../harness/stack.ts";

const withinMs = 1_000;
/** As `npm start` reads it: `check:consul` walks the same way over another registry. */
const { REGISTRY: registry } = process.env;
const patienceMs = 30_000;

let stack: TestStack;
let browser: OpenedBrowser;
const faults: string[] = [];

before(async () => {
  // As `npm start` starts them.
  [stack, browser] = await Promise.all([
    startTestStack({ nodeFlags, env: { order: patience }, ...(registry && { registry }) }),
    openBrowser(),
  ]);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

async function newPage(whose: string) {
  const person = await browser.newPerson();
  person.setDefaultTimeout(patienceMs);
  const page = await person.newPage();
  page.on("pageerror", (error) => faults.push(`${whose}: ${error.message}`));
  return page;
}

/** From the board to READY, which the customer's page has to show soon enough and by itself. */
async function make(
  t: TestContext,
  { customer, board, number }: { customer: CustomerPage; board: BoardPage; number: number },
): Promise<void> {
  const { tookMs, neverReloaded } = await untilReady(customer, board, number);
  t.diagnostic(`READY was shown ${tookMs} ms after the tap`);
  assert.ok(tookMs >= 0 && tookMs < withinMs, `READY was shown ${tookMs} ms after the tap`);
  assert.equal(neverReloaded, true);
}

test("with both pages open, READY is on the customer's page within a second of the barista's tap", async (t) => {
  const customer = new CustomerPage(await newPage("customer"));
  const board = new BoardPage(await newPage("barista"));
  await Promise.all([
    customer.open(stack.gatewayUrl, "mina@siren.example"),
    board.open(stack.gatewayUrl, "jun@siren.example"),
  ]);
  const number = await customer.order(stack.gatewayUrl, "latte");
  await customer.shows("AUTHORISED");
  await make(t, { customer, board, number });
  await board.tap(number, "READY", "hand-over");
  await customer.shows("PICKED_UP", "CAPTURED");
});

test("in a network that lets no websocket through, READY is on the customer's page all the same", async () => {
  const customer = new CustomerPage(await newPage("customer"));
  const board = new BoardPage(await newPage("barista"));
  for (const { page } of [customer, board]) {
    await page.context().routeWebSocket(/.*/, (socket) => void socket.close());
  }
  await Promise.all([
    customer.open(stack.gatewayUrl, "leo@siren.example"),
    board.open(stack.gatewayUrl, "jun@siren.example"),
  ]);
  const number = await customer.order(stack.gatewayUrl, "latte");
  await customer.live("polling");
  for (const [from, hook, to] of [
    ["QUEUED", "accept", "ACCEPTED"],
    ["ACCEPTED", "start", "MAKING"],
    ["MAKING", "ready", "READY"],
    ["READY", "hand-over", "PICKED_UP"],
  ] as const) {
    await board.tap(number, from, hook);
    await customer.shows(to);
  }
});

test("logging out everywhere on one page ends the other within two seconds", async () => {
  const [here, there] = [new CustomerPage(await newPage("here")), new CustomerPage(await newPage("there"))];
  await Promise.all([here, there].map((page) => page.open(stack.gatewayUrl, "leo@siren.example")));
  const number = await there.order(stack.gatewayUrl, "americano");
  assert.ok(number > 0);
  await there.live();
  await here.logOutEverywhere(stack.gatewayUrl);
  await there.asksToSignIn(2_000);
});

test("the same with member stopped after the sign-in, and the customer's page loaded again", async (t) => {
  const customer = new CustomerPage(await newPage("customer"));
  const board = new BoardPage(await newPage("barista"));
  await Promise.all([
    customer.open(stack.gatewayUrl, "mina@siren.example"),
    board.open(stack.gatewayUrl, "jun@siren.example"),
  ]);
  await stack.stopProcess("member");
  const number = await customer.order(stack.gatewayUrl, "latte");
  await customer.shows("DEFERRED");
  await customer.page.reload();
  await customer.shows("DEFERRED");
  await customer.live();
  await make(t, { customer, board, number });
  await board.tap(number, "READY", "hand-over");
  await customer.shows("PICKED_UP", "DEFERRED");
  await stack.restart("member");
  await eventually("the card is charged", () => customer.shows("PICKED_UP", "CAPTURED").then(() => true));
});

test("no page threw anything meanwhile", () => assert.deepEqual(faults, []));
