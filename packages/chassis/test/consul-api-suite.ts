import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { describe, test } from "node:test";
import { until } from "../src/testing/until.ts";

type Agent = { url: string; close(): Promise<void> };
type Json = Record<string, unknown>;

const self = "menu:127.0.0.1:4101:boot1";
const checkId = `service:${self}`;
const registrationFor = (TTL: string) => ({
  ...{ ID: self, Name: "menu", Tags: ["siren"], Address: "127.0.0.1", Port: 4101 },
  Meta: { bootId: "boot1", management__port: "9123" },
  Check: {
    ...{ CheckID: checkId, Name: "renewed in time", TTL, Status: "passing" },
    DeregisterCriticalServiceAfter: "1m",
  },
});
const registration = registrationFor("30s");

/** The fields that Consul documents for one entry of `/v1/health/service/:service`, as far as we read them, or may. */
const documented = {
  Node: { ID: "string", Node: "string", Address: "string" },
  Service: {
    ...{ ID: "string", Service: "string", Address: "string", Port: "number" },
    ...{ Tags: "object", Meta: "object" },
  },
  Check: {
    ...{ Node: "string", CheckID: "string", Name: "string", Status: "string", Notes: "string" },
    ...{ Output: "string", ServiceID: "string", ServiceName: "string", ServiceTags: "object" },
  },
};

function assertFields(of: unknown, fields: Readonly<Record<string, string>>): void {
  const found = Object.entries(fields).map(([name]) => [name, typeof Reflect.get(Object(of), name)]);
  assert.deepEqual(Object.fromEntries(found), fields);
}

/** What a Consul agent's documentation says about each call that we make: for the stub, and for a real agent. */
export function consulApiSuite(name: string, open: () => Promise<Agent>): void {
  async function world(t: TestContext) {
    const agent = await open();
    t.after(agent.close);
    const put = async (path: string, body?: object) => {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await fetch(`${agent.url}/v1/${path}`, { method: "PUT", ...sent });
      return { status: answer.status, text: await answer.text() };
    };
    const get = async (path: string) => {
      const answer = await fetch(`${agent.url}/v1/${path}`);
      assert.equal(answer.status, 200, path);
      return { index: Number(answer.headers.get("x-consul-index")), body: (await answer.json()) as unknown };
    };
    const checks = async () => {
      const [entry] = (await get("health/service/menu")).body as { Checks: Json[] }[];
      return new Map(entry?.Checks.map((check) => [String(check.CheckID), check]));
    };
    const isKnown = () => checks().then((all) => all.has(checkId));
    const register = async (body = registration) => {
      assert.deepEqual(await put("agent/service/register", body), { status: 200, text: "" });
      await until("in the catalog", isKnown);
    };
    return { agent, put, get, checks, register, isKnown };
  }

  describe(`the API of ${name}`, () => {
    test("a service that is registered with a TTL check is listed and healthy, in the documented fields", async (t) => {
      const { get, register } = await world(t);
      await register();
      const listed = await get("catalog/services");
      assert.deepEqual(listed.body, { consul: [], menu: ["siren"] });
      assert.ok(listed.index > 0);
      const { body, index } = await get("health/service/menu");
      assert.ok(index > 0);
      const [entry, ...others] = body as { Node: unknown; Service: Json; Checks: Json[] }[];
      assert.equal(others.length, 0);
      assertFields(entry?.Node, documented.Node);
      assertFields(entry?.Service, documented.Service);
      for (const check of entry?.Checks ?? []) assertFields(check, documented.Check);
      const { Meta, Tags } = registration;
      const { ID, Service, Address, Port } = entry?.Service ?? {};
      assert.deepEqual(
        { ID, Service, Address, Port },
        { ID: self, Service: "menu", Address: "127.0.0.1", Port: 4101 },
      );
      assert.deepEqual([entry?.Service.Meta, entry?.Service.Tags], [Meta, Tags]);
      const states = entry?.Checks.map(({ CheckID, Status }) => `${CheckID} ${Status}`).sort();
      assert.deepEqual(states, ["serfHealth passing", `${checkId} passing`]);
    });

    test("a check that is not passed in time is critical, and passing again once it is", async (t) => {
      const { put, checks, register } = await world(t);
      await register(registrationFor("600ms"));
      const status = async () => (await checks()).get(checkId)?.Status;
      await until("its time is over", async () => (await status()) === "critical");
      assert.match(String((await checks()).get(checkId)?.Output), /TTL expired/);
      assert.equal((await put(`agent/check/pass/${checkId}`)).status, 200);
      await until("passed", async () => (await status()) === "passing");
    });

    test("maintenance is a critical check of its own, with the reason as its notes, until it is over", async (t) => {
      const { put, checks, register } = await world(t);
      await register();
      const mark = async () => (await checks()).get(`_service_maintenance:${self}`);
      const on = await put(`agent/service/maintenance/${self}?enable=true&reason=OUT_OF_SERVICE`);
      assert.equal(on.status, 200);
      await until("marked", mark);
      const { Status, Notes, ServiceID } = (await mark()) ?? {};
      assert.deepEqual(
        { Status, Notes, ServiceID },
        { Status: "critical", Notes: "OUT_OF_SERVICE", ServiceID: self },
      );
      assert.equal((await put(`agent/service/maintenance/${self}?enable=false`)).status, 200);
      await until("no longer", async () => !(await mark()));
    });

    test("a service that is deregistered is in no list any more", async (t) => {
      const { put, get, register, isKnown } = await world(t);
      await register();
      assert.equal((await put(`agent/service/deregister/${self}`)).status, 200);
      await until("gone", async () => !(await isKnown()));
      assert.deepEqual((await get("health/service/menu")).body, []);
      await until(
        "no name",
        async () => !Object.hasOwn(Object((await get("catalog/services")).body), "menu"),
      );
    });

    test("what it does not know it refuses with 404, and what is malformed with 400", async (t) => {
      const { put, register } = await world(t);
      await register();
      const refused: [string, object | undefined, number][] = [
        ["agent/check/pass/service:nobody", undefined, 404],
        ["agent/service/maintenance/nobody?enable=true", undefined, 404],
        ["agent/service/deregister/nobody", undefined, 404],
        [`agent/service/maintenance/${self}`, undefined, 400],
        ["agent/service/register", { ...registration, Name: "" }, 400],
        ["agent/service/register", { ...registration, Meta: { "management.port": "1" } }, 400],
      ];
      for (const [path, body, status] of refused) assert.equal((await put(path, body)).status, status, path);
    });

    test("a blocking query waits for a change, tells of it with a higher index, and else ends after its time", async (t) => {
      const { put, get, register } = await world(t);
      await register();
      await until("settled", async () => {
        const { index } = await get("health/service/menu");
        return (await get(`health/service/menu?index=${index}&wait=200ms`)).index === index;
      });
      const { index } = await get("health/service/menu");
      const beganAtMs = performance.now();
      assert.equal((await get(`health/service/menu?index=${index}&wait=100ms`)).index, index);
      assert.ok(performance.now() - beganAtMs >= 95, "it waited");
      const waiting = get(`health/service/menu?index=${index}&wait=60s`);
      await put(`agent/service/maintenance/${self}?enable=true`);
      const changed = await waiting;
      assert.ok(changed.index > index);
      assert.match(JSON.stringify(changed.body), /_service_maintenance/);
    });
  });
}
