import assert from "node:assert/strict";
import { test } from "node:test";
import { registryOnASocket, validInstance } from "../src/testing/registry-on-a-socket.ts";

type Asked = readonly [method: string, path: string, headers?: Record<string, string>];

const json = { Accept: "application/json" };
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
const LISTINGS = ["/apps", "/apps/", "/apps/delta", "/apps/delta/", "/apps?regions=x", "/apps//", "/Apps"];
const HEARTBEATS = [
  ...[
    "FOO/i1",
    "foo/i1",
    "FOO/i1/",
    "FOO/none",
    "NONE/i1",
    "FOO/h%3A1",
    "FOO/h:1",
    "FOO/i1/status",
    "FOO/%zz",
  ],
  ...[
    "FOO/i1?status=UP&lastDirtyTimestamp=100",
    "FOO/i1?lastDirtyTimestamp=99",
    "FOO/i1?lastDirtyTimestamp=101",
  ],
  ...[
    "FOO/i1?lastDirtyTimestamp=x",
    "FOO/i1?lastDirtyTimestamp=",
    "FOO/i1?lastDirtyTimestamp=100&status=DOWN",
  ],
  ...["FOO/i1?overriddenstatus=DOWN", "FOO/i1?status=UP&status=UP", "FOO/i1?", "FOO/i1?a=1", "/i1", "FOO/"],
  "FOO/i1?lastDirtyTimestamp=100&lastDirtyTimestamp=101",
];
const asked: readonly Asked[] = [
  ...["/eureka", "/eureka/v2"].flatMap((base) => [
    ...LISTINGS.flatMap((path): Asked[] => [
      ["GET", base + path],
      ["GET", base + path, json],
      ["GET", base + path, { ...json, "Accept-Encoding": "gzip, deflate" }],
      ["GET", base + path, { "X-Eureka-Accept": "Compact", "Accept-Encoding": "identity" }],
      ["HEAD", base + path, json],
      ["POST", base + path, json],
    ]),
    ...HEARTBEATS.flatMap((path): Asked[] => [
      ["PUT", `${base}/apps/${path}`],
      ["PUT", `${base}/apps/${path}`, { "Content-Type": "application/json", "Content-Length": "0" }],
      ["PUT", `${base}/apps/${path}`, { ...json, "x-netflix-discovery-replication": "true" }],
    ]),
  ]),
  ["GET", "/eureka/apps", { Host: "evil.example" }],
  ["PUT", "/eureka/apps/FOO/i1", { Origin: "http://evil.example" }],
  ["PUT", "/eureka/apps/FOO/i1", { "X-Request-Id": "known" }],
  ["GET", "/eureka/v2/apps", { Authorization: basic("registry:wrong") }],
];

const kinds: readonly { delta?: boolean; credentials?: string }[] = [
  {},
  { delta: false },
  { credentials: "registry:s3cret" },
];
for (const options of kinds) {
  test(`in front of Express and through it, with ${JSON.stringify(options)}`, async () => {
    await using before = await registryOnASocket({ ...options, hotPath: true });
    await using through = await registryOnASocket({ ...options, hotPath: false });
    const authorization =
      options.credentials === undefined ? {} : { Authorization: basic(options.credentials) };
    for (const registry of [before, through]) {
      for (const id of ["i1", "h:1"])
        assert.equal((await registry.register(validInstance({ instanceId: id }), authorization)).status, 204);
    }
    for (const [method, path, headers] of asked) {
      const answers = [];
      for (const { ask, instances } of [before, through]) {
        const answer = await ask(method, path, { headers: { ...authorization, ...headers } });
        const { "x-powered-by": _, "x-content-type-options": __, date: ___, ...told } = answer.headers;
        // The two count their deltas alike only as long as they are asked alike, which this holds them to.
        answers.push({ status: answer.status, told, text: answer.text, after: instances.find("FOO", "i1") });
      }
      assert.deepEqual(answers[0], answers[1], `${method} ${path} ${JSON.stringify(headers ?? {})}`);
    }
  });
}

test("a heartbeat in front of Express renews, is counted, and asks for a registration when it is newer", async () => {
  await using registry = await registryOnASocket();
  await registry.register(validInstance());
  registry.clock.pass(5_000);
  assert.equal(
    (await registry.ask("PUT", "/eureka/v2/apps/FOO/i1?status=DOWN&lastDirtyTimestamp=100")).status,
    200,
  );
  const lease = registry.instances.find("FOO", "i1");
  assert.equal(lease?.heardAt, registry.clock.now());
  assert.equal(lease?.instance.status, "UP");
  const newer = await registry.ask("PUT", "/eureka/v2/apps/FOO/i1?lastDirtyTimestamp=101", { headers: json });
  assert.deepEqual([newer.status, newer.headers["content-length"], newer.text], [404, "0", ""]);
});
