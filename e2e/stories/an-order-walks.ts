import assert from "node:assert/strict";
import { test } from "node:test";
import { processNames } from "../../scripts/stack/topology.ts";
import { assertEachWalkedOnce } from "../harness/audit.ts";
import { baristaOf, customerOf, latte } from "../harness/cafe.ts";
import { eventually } from "../harness/eventually.ts";
import { parseExposition } from "../harness/exposition.ts";
import { OrdersPage } from "../harness/live-page.ts";
import type { TestStack } from "../harness/stack.ts";

/** Told first of all: it counts every order of its cafe. */
export function anOrderWalksInTime(stackNow: () => TestStack): void {
  let paid_krw = 0;

  test("an order is placed, made and handed over; READY is on the page within a second of the tap", async () => {
    const customer = await customerOf(stackNow());
    const barista = await baristaOf(stackNow());
    const card = await customer.card();
    using page = await new OrdersPage(customer).listening();

    const { status, order, key } = await customer.place(card.cardId);
    assert.equal(status, 201);
    assert.deepEqual([order.state, order.payment], ["AUTHORISED", "HELD"]);
    assert.equal((await customer.card()).held_krw, order.total_krw);
    await page.until(order.orderId, "order.placed");

    const ticket = await barista.ticketOf(order.orderId);
    assert.equal(ticket.number, order.number);
    assert.equal(ticket.nickname, "미나");
    await barista.accept(ticket);
    await page.until(order.orderId, "order.accepted");
    await barista.claim(ticket);
    await page.until(order.orderId, "order.making");

    const tappedAtMs = performance.now();
    await barista.ready(ticket);
    const shown = await page.until(order.orderId, "order.ready", 1_000);
    const tookMs = shown.atMs - tappedAtMs;
    assert.ok(tookMs < 1_000, `READY was shown ${tookMs} ms after the tap`);
    assert.equal(shown.order.state, "READY");

    await barista.handOver(ticket);
    await page.until(order.orderId, "order.picked_up");
    await assertEachWalkedOnce(stackNow(), [{ orderId: order.orderId, key }]);
    paid_krw = order.total_krw;
    const paid = await customer.card();
    assert.equal(paid.available_krw, card.available_krw - order.total_krw);
    assert.equal(paid.held_krw, 0);
    assert.equal(page.times(order.orderId, "order.ready"), 1);
  });

  test("the same key again is the same order, and with another body a refusal", async () => {
    const customer = await customerOf(stackNow(), "leo@siren.example");
    const { cardId } = await customer.card();
    const placed = await customer.place(cardId);
    const again = await customer.place(cardId, placed.key);
    assert.equal(again.status, 200);
    assert.equal(again.order.orderId, placed.order.orderId);

    await assert.rejects(customer.place(cardId, placed.key, latte(2)), { code: "KEY_REUSED", status: 422 });
    const cancelled = await customer.send("POST", `/api/v1/order/orders/${placed.order.orderId}/cancel`, {
      key: "cancel-once-0001",
    });
    assert.equal(cancelled.status, 200);
    await customer.untilOrder(placed.order.orderId, (order) => order.payment === "RELEASED", "released");
    assert.equal((await customer.card()).held_krw, 0);
  });

  test("Prometheus is told by the registry where to look, and each process tells what has happened", async () => {
    const targets = (await (
      await fetch(new URL("/prometheus/targets", stackNow().registryUrl))
    ).json()) as Target[];
    assert.deepEqual(targets.map(({ labels }) => labels.app).sort(), [...processNames].sort());
    for (const target of targets) {
      const { app } = target.labels;
      const wanted = [...ofEach, ...(ofOne[app] ?? [])];
      // What has not happened yet is told by nobody: the registry's first renewal comes seconds after the stack is up.
      await eventually(`${app} tells ${wanted.join(", ")}`, async () => {
        const { samples } = await scrape(target);
        assert.ok(samples.length < 600, `${app} tells ${samples.length} series`);
        const names = new Set(samples.map(({ name }) => name));
        return wanted.every((name) => names.has(name));
      });
    }
    const order = targets.find(({ labels }) => labels.app === "order");
    assert.ok(order);
    await eventually("the one order that was paid is in the gauges", async () => {
      const { samples } = await scrape(order);
      const gauges = ["checkout_count", "purchased_product_count", "sum_price", "avg_price"];
      const values = gauges.map((gauge) => samples.find(({ name }) => name === gauge)?.value);
      return values.join() === [1, 1, paid_krw, paid_krw].join();
    });
  });
}

type Target = { targets: [string]; labels: { app: string } };

const ofEach = ["process_cpu_seconds_total", "process_resident_memory_bytes", "nodejs_eventloop_lag_seconds"];
const ofMessaging = [
  "feed_unread",
  "relay_waiting",
  "siren_timers_overdue",
  "store_unit_of_work_duration_bucket",
];
const ofOne: Record<string, string[]> = {
  discovery: ["registry_instances", "registry_renewals_total", "http_server_request_duration_bucket"],
  gateway: ["gateway_request_duration_seconds_bucket", "siren_breaker_state", "siren_http_in_flight"],
  order: [
    ...ofMessaging,
    "siren_consumer_dead_letters_waiting",
    "orders_placed_total",
    "live_sockets",
    "live_told_total",
  ],
  member: [...ofMessaging, "siren_client_retry_budget"],
  barista: [...ofMessaging, "live_sockets"],
  menu: ofMessaging,
  auditor: ["audit_verdict", "audit_broken"],
};

async function scrape({ targets: [address] }: Target) {
  const answer = await fetch(`http://${address}/metrics`);
  assert.equal(answer.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  return parseExposition(await answer.text());
}
