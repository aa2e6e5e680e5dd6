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

test("any path of a page is the page, asked for anew each time, and nobody may frame or script it", async () => {
  for (const path of ["/client", "/client/", "/client/orders/ord_1", "/admin/", "/admin/board"]) {
    const { status, body, headers } = await edge.ask("GET", path);
    assert.deepEqual([status, headers.get("content-type")?.split(";")[0]], [200, "text/html"], path);
    assert.match(body, /<title>page/);
    const policy = headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'self'/);
    assert.match(policy, /script-src 'self';/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.match(policy, /base-uri 'none'/);
    assert.deepEqual(
      ["cache-control", "x-frame-options", "x-content-type-options", "referrer-policy"].map((name) =>
        headers.get(name),
      ),
      ["no-cache", "DENY", "nosniff", "same-origin"],
    );
  }
});

test("a built file is kept for ever; one that is missing is not there, and is not the page", async () => {
  const script = await edge.ask("GET", "/client/assets/page-1a2b.js");
  assert.deepEqual([script.status, script.body], [200, "export {};"]);
  assert.match(script.headers.get("cache-control") ?? "", /immutable/);
  assert.match(script.headers.get("content-security-policy") ?? "", /default-src/);
  for (const path of ["/client/assets/gone-9z.js", "/client/favicon.ico", "/client/assets/x/y.css"])
    assert.equal(codeOf(await edge.ask("GET", path)), "NOT_FOUND", path);
});

test("no file beside the page's folder is served", async () => {
  for (const path of [
    "/client/../gateway.jwk.json",
    "/client/%2e%2e/gateway.jwk.json",
    "/client/..%2fgateway.jwk.json",
    "/client/assets/..%2f..%2fgateway.jwk.json",
    "/client/..%5cgateway.jwk.json",
  ]) {
    const answer = await sendRaw(
      edge.url(),
      `GET ${path} HTTP/1.1\r\nHost: edge.test\r\nConnection: close\r\n\r\n`,
    );
    assert.doesNotMatch(answer, /"d":|Ed25519/, path);
    assert.doesNotMatch(answer, /^HTTP\/1\.1 5/, path);
  }
});

test("HEAD asks without a body, other methods have nothing to do here", async () => {
  const head = await edge.ask("HEAD", "/client/");
  assert.deepEqual([head.status, head.body], [200, ""]);
  assert.match(head.headers.get("content-security-policy") ?? "", /default-src/);
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS"])
    assert.equal(codeOf(await edge.ask(method, "/client/")), "NOT_FOUND", method);
});

test("the root leads to the customer's page", async () => {
  const root = await edge.ask("GET", "/");
  assert.deepEqual([root.status, root.headers.get("location")], [302, "/client/"]);
});
