import assert from "node:assert/strict";
import { test } from "node:test";
import { seededChance } from "@siren/chassis/testing/seeded-chance";
import { XMLValidator } from "fast-xml-parser";
import { readRegistration } from "../src/http/registration.ts";
import { registryOnASocket, validInstance } from "../src/testing/registry-on-a-socket.ts";

const ODD = [
  null,
  true,
  -1,
  1e300,
  "",
  " ",
  "\u0000",
  "\ud800",
  "]]>",
  "<x>",
  "&#0;",
  "__proto__",
  "constructor",
  [],
  [[]],
  {},
  { a: {} },
  { $: null },
  { "@class": 1 },
  "9".repeat(400),
  "한".repeat(300),
];

test("mutated registrations are 204 or 400, and what was taken can always be read in both forms", async () => {
  await using registry = await registryOnASocket();
  const chance = seededChance(8761).next;
  const any = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)]!;
  const keys = Object.keys(validInstance());
  const counts: Record<number, number> = {};
  for (let round = 0; round < 400; round++) {
    const instance = validInstance({ instanceId: `i${round}` });
    const isDeep = chance() < 0.3;
    if (isDeep)
      instance[any(["metadata", "leaseInfo", "dataCenterInfo", "port"])] = { [String(any(ODD))]: any(ODD) };
    else instance[any([...keys, "__proto__x", "sid", "homePageUrl", "asgName"])] = any(ODD);
    const { status } = await registry.ask("POST", "/eureka/apps/FOO", {
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ instance }),
    });
    assert.ok(status === 204 || status === 400, `${status} for ${JSON.stringify(instance).slice(0, 300)}`);
    counts[status] = (counts[status] ?? 0) + 1;
  }
  assert.ok(counts[204]! > 50 && counts[400]! > 50, JSON.stringify(counts));
  const xml = await registry.ask("GET", "/eureka/apps");
  assert.equal(XMLValidator.validate(xml.text), true);
  assert.equal(xml.text.split("<instance>").length - 1, registry.instances.all().length);
  JSON.parse((await registry.ask("GET", "/eureka/apps", { headers: { Accept: "json" } })).text);
  assert.deepEqual(registry.faults, []);
});

test("nonsense on every path is answered below 500, without a body that a client could stumble on", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  const chance = seededChance(42).next;
  const any = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)]!;
  const parts = [
    "apps",
    "FOO",
    "i1",
    "status",
    "metadata",
    "delta",
    "vips",
    "v2",
    "%00",
    "%ff",
    "..",
    "%2e%2e",
    "",
    "*",
    "a%2Fb",
  ];
  const queries = [
    "",
    "?",
    "?value=",
    "?value=UP",
    "?lastDirtyTimestamp=1e9",
    "?=&=",
    "?__proto__=1",
    "?%",
    "?a[b]=c",
  ];
  for (let round = 0; round < 300; round++) {
    const path = `${any(["", "", "", "/"])}/eureka/${Array.from({ length: Math.floor(chance() * 5) }, () => any(parts)).join("/")}${any(queries)}`;
    const method = any(["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS"]);
    const headers = any([{}, { Accept: "application/json" }, { "Content-Type": "application/xml" }]);
    const { status } = await registry.ask(method, path, { headers });
    assert.ok(status < 500, `${method} ${path}: ${status}`);
  }
  assert.equal((await registry.register(validInstance())).status, 204);
  assert.deepEqual(registry.faults, []);
});

test("names that no path can carry are refused, and so is one more than may be", async () => {
  await using registry = await registryOnASocket({ maxInstances: 2 });
  for (const instanceId of ["a/b", "a\nb", "\u0000", "i".repeat(10_000), "\ud800"]) {
    const { status, text } = await registry.register(validInstance({ instanceId }));
    assert.equal(status, 400);
    assert.match(text, /^The instanceId /);
  }
  assert.equal(registry.instances.count, 0);
  const statuses: number[] = [];
  for (const instanceId of ["a", "b", "c", "a"]) {
    statuses.push((await registry.register(validInstance({ instanceId }))).status);
  }
  assert.deepEqual(statuses, [204, 204, 503, 204]);
  const replicationList = ["d", "b"].map((instanceId) => ({
    ...{ action: "Register", appName: "FOO", id: instanceId },
    instanceInfo: validInstance({ instanceId, lastDirtyTimestamp: "900" }),
  }));
  const told = await registry.ask("POST", "/eureka/peerreplication/batch/", {
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ replicationList }),
  });
  assert.equal(told.status, 200);
  const present = registry.instances.all().map(({ instance }) => instance.instanceId);
  assert.deepEqual(present.sort(), ["a", "b"], "a peer brings no more of them than a client");
});

test("all together take no more than they may, and who is there may stay as it is", async () => {
  await using registry = await registryOnASocket({ maxBytes: 100_000 });
  const big = (instanceId: string, length: number, app = "FOO") =>
    validInstance({ instanceId, app, metadata: { pad: "x".repeat(length) } });
  const statuses: number[] = [];
  const say = async (instance: Record<string, unknown>) =>
    statuses.push((await registry.register(instance)).status);
  for (const id of ["a", "b", "c"]) await say(big(id, 45_000));
  await say(big("a", 45_000));
  await say(big("a", 55_000));
  await say(big("d", 100));
  for (const path of ["a", "a/metadata?zone=z", `a/metadata?k=${"v".repeat(9_000)}`])
    statuses.push((await registry.ask("PUT", `/eureka/apps/FOO/${path}`)).status);
  assert.deepEqual(statuses, [204, 204, 503, 204, 503, 204, 200, 503, 503]);
  await registry.ask("DELETE", "/eureka/apps/FOO/b");
  assert.equal((await registry.register(big("c", 45_000))).status, 204);
  const held = registry.instances.all().reduce((sum, { instance }) => sum + instance.bytes, 0);
  assert.equal(registry.instances.bytes, held);
  // Names that are made up and cancelled take nothing, however many.
  for (let i = 0; i < 500; i++) {
    registry.operations.register(readRegistration({ instance: big("z", 8_000, `R${i}`) }, `R${i}`, 1));
    registry.operations.cancel(`R${i}`, "z");
  }
  assert.equal(registry.instances.bytes, held);
});

test("a thousand names in few bytes weigh what they take", () => {
  const read = (metadata: Record<string, string>) =>
    readRegistration({ instance: validInstance({ metadata }) }, "FOO", 1).bytes;
  const tiny = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [String(i), ""]));
  assert.ok(read(tiny) - read({}) > 80_000);
});
