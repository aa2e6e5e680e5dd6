import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { baristaOf, customerOf, newKey } from "./harness/cafe.ts";
import { eventually } from "./harness/eventually.ts";
import { OrdersPage } from "./harness/live-page.ts";
import { openOldTill } from "./harness/old-till.ts";
import { type OtlpReceiver, type SeenSpan, startOtlpReceiver } from "./harness/otlp-receiver.ts";
import { startTestStack, type TestStack, withoutAuditor } from "./harness/stack.ts";

let receiver: OtlpReceiver;
let till: Awaited<ReturnType<typeof openOldTill>>;
let stack: TestStack;

before(async () => {
  [receiver, till] = await Promise.all([startOtlpReceiver(), openOldTill()]);
  const told = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
  const webhook = {
    MESSAGE_WEBHOOK_URL: till.url,
    MESSAGE_WEBHOOK_KEYS: `till=whsec_${randomBytes(32).toString("base64")}`,
  };
  stack = await startTestStack({
    buildPages: false,
    only: withoutAuditor,
    env: {
      ...{ gateway: told, barista: told, menu: told, member: { ...told, ...webhook } },
      // As long as a busy machine needs: a hold that is given up in 0.8 s is another story, and told as a failure.
      // And a store that has work shows an order by the ticket's own timer, unless it hears of it too late for that.
      order: { ...told, HOLD_TIMEOUT_MS: "20000", OOPS_WINDOW_MS: "4000" },
    },
  });
});
after(async () => {
  await stack?.stop();
  await till?.close();
  await receiver?.close();
});

type Link = Pick<SeenSpan, "spanId" | "parentId" | "name">;

/** Everything of it hangs together: one span has no parent, and every other one's is there. */
function rootOf(spans: readonly Link[]): Link {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const list = spans.map(({ name, spanId, parentId }) => `${name} ${spanId} <- ${parentId}`).join("\n");
  assert.equal(ids.size, spans.length, `an id came twice:\n${list}`);
  const loose = spans.filter(({ parentId }) => !ids.has(parentId));
  assert.equal(loose.length, 1, `${loose.map(({ name }) => name)} have no parent among:\n${list}`);
  return loose[0] as Link;
}

const spansOf = (traceId: string) => receiver.spans.filter((span) => span.traceId === traceId);
const has = (spans: readonly SeenSpan[], service: string, name: string, kind: SeenSpan["kind"]) =>
  spans.some((span) => span.service === service && span.name === name && span.kind === kind);

/** Process, kind and name of each step of an order until it is on the board and on the page. */
const steps: [service: string, name: string, kind: SeenSpan["kind"]][] = [
  ["client-page", "client page asks", "client"],
  ["gateway", "POST order", "server"],
  ["gateway", "POST order", "client"],
  ["order", "POST /orders", "server"],
  ["order", "PUT member", "client"],
  ["member", "PUT /internal/holds/:order", "server"],
  ["order", "OrderAuthorised publish", "producer"],
  ["barista", "OrderAuthorised take", "consumer"],
  ["barista", "TicketQueued publish", "producer"],
  ["barista", "timer ticket.release", "internal"],
  ["order", "push order.placed", "producer"],
];

test("one order is one connected trace through page, gateway, order, member, feed, barista and push", async () => {
  const [customer, barista] = await Promise.all([customerOf(stack), baristaOf(stack)]);
  const card = await customer.card();
  using page = await new OrdersPage(customer).listening();
  // Only a store that has work waits for the customer's second thought.
  const { order: before } = await customer.place(card.cardId);
  await barista.ticketOf(before.orderId);
  const body = await customer.placing(card.cardId);
  const [traceId, spanId] = [randomBytes(16).toString("hex"), randomBytes(8).toString("hex")];
  // As a page's write says it: packages/web/src/trace.ts.
  const headers = { traceparent: `00-${traceId}-${spanId}-00`, tracestate: "siren=client" };
  const placed = await customer.send("POST", "/api/v1/order/orders", { body, key: newKey(), headers });
  const { orderId } = placed.body as { orderId: string };
  await page.until(orderId, "order.placed");
  await barista.ticketOf(orderId);
  const missing = () => steps.filter(([service, name, kind]) => !has(spansOf(traceId), service, name, kind));
  await eventually("all of it is told", () => missing().length === 0).catch((late) => {
    const seen = spansOf(traceId).map(({ service, name, kind }) => `${service} ${name} ${kind}`);
    throw new Error(`never told: ${missing().join("; ")}\nthere is:\n${seen.join("\n")}`, { cause: late });
  });
  // Each process tells what it knows in its own time.
  const root = await eventually("it hangs together", () => rootOf(spansOf(traceId)));
  assert.deepEqual([root.spanId, root.parentId], [spanId, ""]);
  const answered = spansOf(traceId).filter(({ name, kind }) => kind === "server" && name.startsWith("POST "));
  assert.ok(answered.every(({ hasFailed }) => !hasFailed));
  // By the order's id all its traces are found.
  const named = spansOf(traceId).filter(({ attributes }) => attributes["siren.order_id"] === orderId);
  assert.ok(named.some(({ service }) => service === "order"));
});

test("an old till, instrumented by jaeger-client, calls through the gateway and is called back in its own trace", async () => {
  const [customer, barista] = await Promise.all([customerOf(stack), baristaOf(stack)]);
  const off = { paid: false, making: false, ready: false };
  const choices = { email: off, message: { ...off, ready: true } };
  await customer.send("PUT", "/api/v1/member/me/notifications", { body: choices });
  const { cardId } = await customer.card();
  const { order } = await customer.place(cardId);
  const ticket = await barista.ticketOf(order.orderId);
  await barista.accept(ticket);
  await barista.claim(ticket);
  const { traceIdStr } = await till.does("till says ready", (headers) =>
    barista.sendUntilAnswered("POST", `/api/v1/barista/tickets/${ticket.ticketId}/ready`, {
      ...{ key: newKey(), headers },
    }),
  );
  assert.ok(traceIdStr.length <= 16, "its ids have 64 bits");
  const call = await eventually("the till is called back", () => till.calledBack[0]);
  assert.equal(call.about, "order-ready");
  assert.match(String(call.headers["uber-trace-id"]), /^[0-9a-f]{16}:[0-9a-f]{16}:0:1$/);

  const traceId = traceIdStr.padStart(32, "0");
  const ownSpans = () => till.spans().filter((span) => span.traceId === traceId);
  // Which of them ends first is not said: the answer and the call may come in the same moment.
  assert.deepEqual(
    ownSpans()
      .map(({ name }) => name)
      .sort(),
    ["till is called back", "till says ready"],
  );
  const passed = [
    ["gateway", "POST barista", "server"],
    ["barista", "TicketReady publish", "producer"],
    ["order", "TicketReady take", "consumer"],
    ["order", "OrderReady publish", "producer"],
    ["member", "OrderReady take", "consumer"],
    ["member", "message order-ready", "client"],
  ] as const;
  await eventually("all between is told", () =>
    passed.every(([service, name, kind]) => has(spansOf(traceId), service, name, kind)),
  );
  const root = await eventually("it hangs together", () => rootOf([...ownSpans(), ...spansOf(traceId)]));
  assert.equal(root.name, "till says ready");
  const called = ownSpans().find(({ name }) => name === "till is called back");
  const caller = spansOf(traceId).find(({ spanId }) => spanId === called?.parentId);
  assert.deepEqual([caller?.service, caller?.name], ["member", "message order-ready"]);
});

test("whatever was sent is OTLP, and nobody said anything about a collector", () => {
  assert.deepEqual(receiver.faults, []);
  assert.ok(receiver.spans.length > 50);
  assert.ok(receiver.spans.every(({ name }) => !name.includes("ord_") && !name.includes("tkt_")));
});
