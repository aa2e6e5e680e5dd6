import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { parse } from "yaml";
import { knownPolicies } from "../src/policies/known-policies.ts";
import { fileSchema } from "../src/reading/file-schema.ts";
import { readGatewayFile } from "../src/reading/gateway-file.ts";
import { allPolicies } from "../src/reading/own-policies.ts";
import type { EdgeService } from "../src/testing/edge-service.ts";
import { schemaFaults } from "../src/testing/json-schema-faults.ts";
import { type Gateway, namedIn, openGateway } from "../src/testing/open-gateway.ts";

const here = join(import.meta.dirname, "..");
const oldCoffee = join(here, "samples", "old-coffee.config.yml");
const usual = join(here, "gateway.config.yml");

let edge: Gateway;
before(async () => {
  edge = await openGateway({ GATEWAY_CONFIG: oldCoffee, WATCH_CONFIG: "0" });
});
after(() => edge.close());

async function reaches(asked: string, service: EdgeService, meant: string): Promise<void> {
  const [method = "", path = ""] = asked.split(" ");
  const authorization = `Bearer ${await edge.tokenFor({ roles: ["barista"], stores: ["seongsu"] })}`;
  const passed = () => service.seen.filter(({ url }) => !/^\/(internal|\.well-known)\//.test(url));
  const before = passed().length;
  const answer = await edge.ask(method, path, { headers: { authorization } });
  assert.equal(answer.status, 200, asked);
  assert.equal(answer.headers.get("deprecation"), "true");
  const seen = passed().at(-1);
  assert.equal(passed().length, before + 1, asked);
  assert.equal(`${seen?.method} ${seen?.url}`, meant);
  // Who may do it is for the service to say: it is told who asks, and for whom.
  assert.deepEqual(namedIn(seen?.headers)?.roles, ["barista"]);
  assert.equal(seen?.headers["idempotency-key"] !== undefined, seen?.method !== "GET", asked);
}

test("the old system's member, order and status are served by ours, with all four methods", async () => {
  const { member, order, barista } = edge;
  await reaches("POST /api/v1/member", member, "POST /register");
  await reaches("GET /api/v1/member", member, "GET /me");
  await reaches("PUT /api/v1/member", member, "PATCH /me");
  await reaches("DELETE /api/v1/member", member, "DELETE /me");
  await reaches("POST /api/v1/order", order, "POST /orders");
  await reaches("GET /api/v1/order?cursor=a", order, "GET /orders?cursor=a");
  await reaches("GET /api/v1/order/ord_1", order, "GET /orders/ord_1");
  await reaches("PUT /api/v1/order/ord_1", order, "POST /orders/ord_1/move-store");
  await reaches("DELETE /api/v1/order/ord_1", order, "POST /orders/ord_1/cancel");
  await reaches("GET /api/v1/status/seongsu", barista, "GET /stores/seongsu/board");
  await reaches("POST /api/v1/status/tic_1", barista, "POST /tickets/tic_1/accept");
  await reaches("PUT /api/v1/status/tic_1", barista, "POST /tickets/tic_1/ready");
  await reaches("DELETE /api/v1/status/tic_1", barista, "POST /tickets/tic_1/reject");
});

test("nothing but the old paths is served there, and what a service refuses stays refused", async () => {
  for (const asked of [
    "PATCH /api/v1/member",
    "GET /api/v1/member/me",
    "GET /api/v1/menu/stores",
    "PUT /api/v1/order",
  ]) {
    const [method = "", path = ""] = asked.split(" ");
    assert.equal(codeOf(await edge.ask(method, path)), "NOT_FOUND", asked);
  }
  edge.barista.answer = () => ({
    status: 403,
    headers: { "content-type": "application/problem+json" },
    body: JSON.stringify({
      code: "WRONG_STORE",
      status: 403,
      title: "This belongs to another store",
      retryable: false,
    }),
  });
  const done = await edge.ask("PUT", "/api/v1/status/tic_1");
  assert.deepEqual([done.status, done.body.code], [403, "WRONG_STORE"]);
  const odd = await edge.ask("GET", "/api/v1/status/..%2f..%2finternal");
  assert.equal(codeOf(odd), "BAD_REQUEST");
});

test("both configurations fit the schema that is published, and what is wrong with one does not", async () => {
  const schema = fileSchema(knownPolicies);
  for (const file of [usual, oldCoffee]) {
    const written = parse(await readFile(file, "utf8"));
    assert.deepEqual(schemaFaults(schema, written), [], file);
    assert.deepEqual(schemaFaults(schema, { ...written, plugins: [] }), ["/plugins: is not expected"]);
    const { member, ...others } = written.pipelines;
    const policies = [...member.policies, { proxi: null }];
    assert.ok(
      schemaFaults(schema, { ...written, pipelines: { ...others, member: { ...member, policies } } }).length >
        0,
    );
    const misspelt = JSON.parse(JSON.stringify(written).replaceAll('"timeoutMs"', '"timeOutMs"'));
    assert.ok(schemaFaults(schema, misspelt).length > 0);
  }
  const authorization = `Bearer ${await edge.tokenFor({ roles: ["ops"] })}`;
  const served = await edge.ask("GET", "/ops/config/schema", { headers: { authorization } });
  assert.deepEqual(served.body, JSON.parse(JSON.stringify(schema)));
});

test("what the reader takes the schema takes: conditions in conditions, either spelling, steps in lists", () => {
  const condition = {
    name: "not",
    condition: { name: "oneOf", conditions: [{ name: "method", methods: "GET" }] },
  };
  const value = {
    apiEndpoint: { a: [{ path: "/a" }, { host: "a.test", methods: "GET,POST" }] },
    serviceEndpoint: { s: { discover: "menu", url: "http://a.test", use: "together" } },
    policy: ["origin", "proxy"],
    pipeline: [
      {
        apiEndpoint: "a",
        policy: [{ origin: null }, { proxy: [{ condition, action: { serviceEndpoint: "s" } }] }],
      },
    ],
    autoRoutes: { allow: ["menu"], policies: [{ origin: null }, { proxy: null }] },
  };
  const schema = fileSchema(knownPolicies);
  const asRead = (given: object) =>
    readGatewayFile(JSON.stringify(given), { file: "f", env: {}, policies: knownPolicies });
  assert.deepEqual(schemaFaults(schema, value), []);
  assert.equal(asRead(value).pipelines[0]?.steps.length, 2);
  const wrong = JSON.parse(JSON.stringify(value).replace('"methods":"GET"', '"method":"GET"'));
  assert.ok(schemaFaults(schema, wrong).length > 0);
  assert.throws(() => asRead(wrong));
});

test("a policy of one's own is loaded from a file, stands in the schema and does its work", async () => {
  const modules = "./policies/deprecation.ts";
  const own = await allPolicies(modules, oldCoffee);
  assert.ok(JSON.stringify(fileSchema(own)).includes("sunset"));
  const source = `apiEndpoints: { a: { paths: /a }, b: { paths: /b } }
serviceEndpoints: { menu: { discover: menu } }
policies: [deprecation, proxy]
pipelines:
  a: { apiEndpoint: a, policy: [{ deprecation: { action: { since: 2026-01-01, sunset: 2096-01-01 } } }, { proxy: { action: { serviceEndpoint: menu } } }] }
  b: { apiEndpoint: b, policy: [{ deprecation: { action: { since: 2020-01-01, sunset: 2021-01-01 } } }, { proxy: { action: { serviceEndpoint: menu } } }] }
`;
  assert.throws(
    () => readGatewayFile(source.replace("since:", "from:"), { file: "f", env: {}, policies: own }),
    /f:5: pipelines\.a\.policies\.0\.deprecation\.action\.from: nobody knows this key/,
  );
  const file = join(edge.folder, "own.yml");
  await writeFile(file, source);
  const other = await edge.start({ GATEWAY_CONFIG: file, POLICY_MODULES: join(here, "samples", modules) });
  const answer = await edge.ask("GET", "/a", { at: other });
  assert.deepEqual([answer.status, answer.headers.get("deprecation")], [200, "@1767225600"]);
  assert.equal(answer.headers.get("sunset"), "Sun, 01 Jan 2096 00:00:00 GMT");
  assert.equal(codeOf(await edge.ask("GET", "/b", { at: other })), "NOT_FOUND");
  await other.stop();
});

test("a module that is none is a fault of the start, and nothing is loaded from elsewhere", async () => {
  const faultOf = async (modules: string) => {
    const error = await allPolicies(modules, oldCoffee).then(
      () => undefined,
      (fault) => fault,
    );
    return String(error?.message);
  };
  assert.match(await faultOf("./policies/gone.ts"), /names \.\/policies\/gone\.ts: ENOENT/);
  for (const name of ["https://example.org/x.ts", "data:text/javascript,1", "node:fs"])
    assert.match(await faultOf(name), /only a file is loaded/, name);
  assert.match(await faultOf("./old-coffee.config.yml"), /ends in \.ts/);
  assert.match(await faultOf("../src/config.ts"), /default export is not a function/);
  assert.match(
    await faultOf("./policies/deprecation.ts,./policies/deprecation.ts"),
    /there is a policy deprecation already/,
  );
});
