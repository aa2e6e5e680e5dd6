import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";
import { sendRaw } from "../src/testing/raw-client.ts";

let edge: Gateway;
before(async () => {
  edge = await openGateway();
});
after(() => edge.close());

const raw = (path: string, method = "GET") =>
  sendRaw(edge.url(), `${method} ${path} HTTP/1.1\r\nHost: edge.test\r\nConnection: close\r\n\r\n`);
const statusOf = (answer: string) => Number(answer.split(" ")[1]);
const reached = () => edge.order.seen.length + edge.member.seen.filter(isFromOutside).length;
const isFromOutside = ({ url }: { url: string }) => !/^\/(internal\/(feed|snapshot)|\.well-known)/.test(url);

test("what is between processes is not reached, however it is spelt", async () => {
  const before = reached();
  for (const path of [
    "/api/v1/order/internal/audit",
    "/api/v1/order/%69nternal/audit",
    "/api/v1/order/INTERNAL/audit",
    "/api/v1/order/%2569nternal/audit",
    "/api/v1/order/%49nternal/audit",
    "/api/v1/order//internal/audit",
    "/api/v1/order/./internal/audit",
    "/api/v1/order/x/../internal/audit",
    "/api/v1/order/x/%2e%2e/internal/audit",
    "/api/v1/order/x/..%2finternal/audit",
    "/api/v1/order/%2Finternal/audit",
    "/api/v1/order/x%5c..%5cinternal/audit",
    "/api/v1/order\\internal/audit",
    "/api/v1/order/internal%00/audit",
    "/api/v1/order/%C4%B0nternal/audit",
    "/api/v1/order/%E0%A4%A/audit",
    "/api/v1/order/metrics",
    "/api/v1/order/healthz",
    "/api/v1/order/readyz",
    "/api/v1/order/hystrix.stream",
    "/api/v1/order/log-level",
    "/api/v1/menu/../order/internal/audit",
    "//api/v1/order/internal/audit",
    "/internal/audit",
    "//internal/feed",
    "/metrics",
    "/API/v1/order/orders",
    "/api/v1/auditor/x",
    "/api/v1/discovery/x",
    "/api/v1/gateway/x",
    "/api/v1/orders",
    "/api/v2/order/orders",
    "/api",
    "/nowhere",
  ]) {
    const answer = await raw(path);
    assert.ok([400, 404].includes(statusOf(answer)), `${path}: ${answer.split("\r\n")[0]}`);
    assert.match(answer, /application\/problem\+json/i, path);
  }
  assert.equal(reached(), before, "nothing may have come through");
});

test("what is encoded twice stays encoded, and the rest reaches the service as it was meant", async () => {
  assert.equal(statusOf(await raw("/api/v1/order/%2541bc/audit")), 200);
  assert.equal(edge.order.last()?.url, "/%2541bc/audit");
  assert.equal(statusOf(await raw("/api/v1/order/a%20b/%EC%84%B1?q=a%2Fb&q=c?d")), 200);
  assert.equal(edge.order.last()?.url, "/a%20b/%EC%84%B1?q=a%2Fb&q=c?d");
  assert.equal(statusOf(await raw("/api/v1/order")), 200);
  assert.equal(edge.order.last()?.url, "/");
});

test("a service that does not call itself public is not there, and one without an instance is not ready", async () => {
  edge.registry.remove("barista");
  const gone = await edge.ask("GET", "/api/v1/barista/stores/a/board");
  assert.deepEqual([codeOf(gone), gone.headers.get("retry-after")], ["NO_INSTANCE", "1"]);
  edge.registry.add("barista", edge.barista.port, { metadata: { public: "false" } });
  assert.equal(codeOf(await edge.ask("GET", "/api/v1/barista/stores/a/board")), "NOT_FOUND");
  edge.registry.remove("barista");
  edge.registry.add("barista", edge.barista.port, { metadata: {} });
  assert.equal(codeOf(await edge.ask("GET", "/api/v1/barista/stores/a/board")), "NOT_FOUND");
  assert.equal(edge.barista.seen.length, 0);
});

test("an instance beyond the allowed networks is not believed, whatever the registry says", async () => {
  edge.registry.remove("barista");
  for (const host of ["192.0.2.7", "169.254.169.254", "evil.example"])
    edge.registry.add("barista", edge.barista.port, { host });
  assert.equal(codeOf(await edge.ask("GET", "/api/v1/barista/stores/a/board")), "NO_INSTANCE");
  edge.registry.add("barista", edge.barista.port);
  for (let i = 0; i < 5; i += 1)
    assert.equal((await edge.ask("GET", "/api/v1/barista/stores/a/board")).status, 200);
});
