import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type EdgeService, startEdgeService } from "../src/testing/edge-service.ts";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";

/** As k8s/overlays/mesh has it, where a proxy that cannot choose among pods leaves it to us. */
let edge: Gateway;
let orders: EdgeService[];
before(async () => {
  edge = await openGateway({ EJECTION: "2/10s/30s/50%" });
  orders = [edge.order, await startEdgeService(), await startEdgeService(), await startEdgeService()];
  for (const { port } of orders.slice(1)) edge.registry.add("order", port);
});
after(async () => {
  await edge.close();
  await Promise.all(orders.slice(1).map((one) => one.stop()));
});

const asked = async (times: number) => {
  const statuses: number[] = [];
  for (let i = 0; i < times; i++)
    statuses.push((await edge.ask("GET", `/api/v1/order/orders?n=${Math.random()}`)).status);
  return statuses;
};
const failed = (statuses: readonly number[]) => statuses.filter((status) => status === 500).length;

test("one of four that answers 500 costs two requests, and nothing more for 30 s", async () => {
  const [, , , bad] = orders;
  assert.ok(bad);
  bad.answer = () => ({ status: 500, body: "{}" });
  assert.equal(failed(await asked(40)), 2);
  // Well before the half minute: on a busy machine these themselves take seconds of it.
  edge.advance(5_000);
  assert.equal(failed(await asked(40)), 0);
  edge.advance(25_001);
  // Asked again, and on probation: once is enough this time.
  assert.equal(failed(await asked(40)), 1);
  bad.answer = () => ({ status: 200, body: "{}" });
  edge.advance(30_001);
  const before = bad.seen.length;
  assert.deepEqual(new Set(await asked(40)), new Set([200]));
  assert.ok(bad.seen.length > before, "it is asked again once it is well");
});

test("of four that all answer 500 no more than two are left alone", async () => {
  for (const order of orders) order.answer = () => ({ status: 500, body: "{}" });
  await asked(40);
  const authorization = `Bearer ${await edge.tokenFor({ sub: "mem_000000000000000000000000JN", roles: ["ops"] })}`;
  const { body } = await edge.ask("GET", "/ops/registry", { headers: { authorization } });
  const { instances } = body.services.find(({ name }: { name: string }) => name === "order");
  assert.equal(instances.filter(({ ejected }: { ejected: boolean }) => ejected).length, 2);
});
