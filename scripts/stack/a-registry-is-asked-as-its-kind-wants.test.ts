import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { missingFromRegistry, registryAnswers } from "./readiness.ts";

type Asked = { path: string | undefined; token: unknown; authorization: string | undefined };

/** Answers everything with the same; `at` is its address with a name and a password. */
async function registry(t: TestContext, answer: { status?: number; body: unknown }) {
  const asked: Asked[] = [];
  const server = createServer(({ url: path, headers }, response) => {
    asked.push({ path, token: headers["x-consul-token"], authorization: headers.authorization });
    response.writeHead(answer.status ?? 200).end(JSON.stringify(answer.body));
  });
  t.after(() => server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { asked, at: `http://ops:s%2Fcret@127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test("Consul: the healthy instances of a service, with the password as the ACL token", async (t) => {
  const { asked, at } = await registry(t, { body: [{ Service: { ID: "menu:1" } }] });
  assert.equal(
    await missingFromRegistry(`consul:${at}`, { service: "menu", instanceId: "menu:1" }),
    undefined,
  );
  assert.match(
    String(await missingFromRegistry(`consul:${at}`, { service: "menu", instanceId: "menu:2" })),
    /not registered/,
  );
  assert.deepEqual(asked[0], {
    ...{ path: "/v1/health/service/menu?passing", token: "s/cret", authorization: undefined },
  });
});

test("Eureka: those that are UP, with name and password, at Spring's path when none is given", async (t) => {
  const instance = [
    { instanceId: "menu:1", status: "UP" },
    { instanceId: "menu:2", status: "DOWN" },
  ];
  const body = { applications: { application: { name: "MENU", instance } } };
  const { asked, at } = await registry(t, { body });
  const missing = (path: string, instanceId: string) =>
    missingFromRegistry(`eureka:${at}${path},http://other`, { service: "menu", instanceId });
  assert.equal(await missing("", "menu:1"), undefined);
  assert.match(String(await missing("/eureka/", "menu:2")), /not registered/);
  assert.equal(await missing("/eureka/apps", "menu:1"), undefined);
  assert.deepEqual(new Set(asked.map(({ path }) => path)), new Set(["/eureka/apps"]));
  assert.equal(asked[0]?.authorization, `Basic ${Buffer.from("ops:s/cret").toString("base64")}`);
});

test("a registry is there when it answers, not when it refuses or nobody listens", async (t) => {
  const [good, refusing] = [
    await registry(t, { body: "leader" }),
    await registry(t, { status: 403, body: "" }),
  ];
  for (const kind of ["consul", "eureka"]) {
    assert.equal(await registryAnswers(`${kind}:${good.at}`), true);
    assert.equal(await registryAnswers(`${kind}:${refusing.at}`), false);
    assert.equal(await registryAnswers(`${kind}:http://127.0.0.1:9`), false);
  }
});
