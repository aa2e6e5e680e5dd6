import assert from "node:assert/strict";
import { test } from "node:test";
import { orderId } from "@siren/contracts/ids";
import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod/mini";
import { startWorld } from "../../test/back-end-world.ts";
import { route } from "./routes.ts";

const id = "ord_01M7YVSS7PRA3A8WX4WPC4HX5B";
const routes = [
  route({
    method: "POST",
    path: "/orders",
    access: "anyone",
    handle: async () => ({ status: 201, body: { orderId: id } }),
  }),
  route({
    method: "PUT",
    path: "/holds/:order",
    access: "anyone",
    params: z.object({ order: orderId }),
    handle: async () => {
      throw new Refusal("INSUFFICIENT_BALANCE");
    },
  }),
  route({
    method: "GET",
    path: "/orders",
    access: "anyone",
    handle: async () => ({ status: 200, body: {} }),
  }),
];

test("a write leaves one line with its request, trace and order, whatever came of it; a read none", async (t) => {
  const world = await startWorld(t, { routes });
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const headers = { "x-request-id": "req-of-the-test", traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
  await fetch(`${world.url}/orders`, { method: "POST", headers });
  await fetch(`${world.url}/holds/${id}`, { method: "PUT", headers });
  await fetch(`${world.url}/orders`, { headers });
  const told = world.lines.filter((line) => line.event === "request.answered");
  assert.deepEqual(
    told.map((line) => [line.method, line.route, line.status, line.requestId, line.traceId, line.orderId]),
    [
      ["POST", "/orders", 201, "req-of-the-test", traceId, id],
      ["PUT", "/holds/:order", 402, "req-of-the-test", traceId, id],
    ],
  );
});
