import assert from "node:assert/strict";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { type EdgeService, startEdgeService } from "../src/testing/edge-service.ts";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";
import { connectRaw } from "../src/testing/raw-client.ts";

/** As Kubernetes mounts a ConfigMap: the file is a link into a folder, and that is a link which is turned. */
let folder: string;
let edge: Gateway;
let first: EdgeService;
let second: EdgeService;
let mounted = 0;
/** Takes requests, and answers when the test says so. */
const waiting: ServerResponse[] = [];
const late = createServer((_req, res) => void waiting.push(res));

const usual = { menu: "/m/**", order: "/o/**", extra: "" };
const fileOf = ({ menu, order, extra, url }: typeof usual & { url: string }) => `apiEndpoints:
  menu: { paths: ${menu} }
  order: { paths: ${order} }
  fixed: { paths: /f/* }
serviceEndpoints:
  menu: { discover: menu }
  order: { discover: order }
  fixed: { url: "${url}" }
policies: [last-good, identity, terminate, proxy]
${extra}
pipelines:
  menu: { apiEndpoints: [menu], policies: [{ last-good: }, { proxy: { action: { serviceEndpoint: menu, stripPath: true } } }] }
  order: { apiEndpoints: [order], policies: [{ proxy: { action: { serviceEndpoint: order, stripPath: true } } }] }
  fixed: { apiEndpoints: [fixed], policies: [{ proxy: { action: { serviceEndpoint: fixed, stripPath: true } } }] }
`;
const written = (over: Partial<typeof usual> = {}, { port } = first) =>
  fileOf({ ...usual, url: `http://127.0.0.1:${port}/base/`, ...over });

async function mount(source: string): Promise<void> {
  mounted += 1;
  const version = join(folder, `..v${mounted}`);
  await mkdir(version);
  await writeFile(join(version, "gateway.yml"), source);
  await symlink(version, join(folder, "..next"));
  await rename(join(folder, "..next"), join(folder, "..data"));
}

const statusOf = async (path: string) => (await edge.ask("GET", path)).status;
const answers = (path: string, status: number) =>
  until(`${path} is ${status}`, async () => (await statusOf(path)) === status);
async function state() {
  const authorization = `Bearer ${await edge.tokenFor({ roles: ["ops"] })}`;
  return (await edge.ask("GET", "/ops/config/routes", { headers: { authorization } })).body;
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "gateway-config-"));
  first = await startEdgeService();
  second = await startEdgeService();
  await new Promise<void>((resolve) => late.listen(0, "127.0.0.1", resolve));
  await mount(written());
  await symlink(join("..data", "gateway.yml"), join(folder, "gateway.yml"));
  edge = await openGateway({ GATEWAY_CONFIG: join(folder, "gateway.yml") });
});
after(async () => {
  await edge?.close();
  await Promise.all([first?.stop(), second?.stop()]);
  late.closeAllConnections();
  await new Promise((resolve) => late.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

test("a link that is turned brings another file, and what is under way ends as it began", async () => {
  assert.equal(await statusOf("/o/1"), 200);
  edge.registry.remove("order");
  edge.registry.add("order", (late.address() as AddressInfo).port);
  const slow = await connectRaw(edge.url());
  slow.say("GET /o/slow HTTP/1.1\r\nHost: edge.test\r\n\r\n");
  const answer = await until("it is there", () => waiting.at(-1));
  await mount(written({ order: "/orders/**" }));
  await until("it is taken", async () => (await state()).taken === 1);
  assert.equal(codeOf(await edge.ask("GET", "/o/1")), "NOT_FOUND");
  assert.equal(slow.heard(), "");
  answer.end("at last");
  await slow.hears("at last");
  assert.match(slow.heard(), /^HTTP\/1\.1 200/);
  slow.end();
  edge.registry.remove("order");
  edge.registry.add("order", edge.order.port);
  const told = await state();
  assert.deepEqual([told.taken, told.refused, told.fault], [1, 0, null]);
  assert.equal(told.effective.apiEndpoints.order.paths, "/orders/**");
});

test("a wrong file is refused as a whole, told with its line, and forgotten when it is mended", async () => {
  const before = await state();
  // Shown before the first: an alert sees a rise from 0 to 1, and none in a series that begins at 1.
  assert.match(await edge.metrics(), /gateway_config_reloads\S*outcome="refused"\S* 0$/m);
  await mount(written({ menu: "/elsewhere/**", extra: "polices: []" }));
  const refused = await until("it is refused", async () => {
    const now = await state();
    return now.fault && now;
  });
  assert.match(refused.fault.faults.join(), /gateway\.yml:10: polices: nobody knows this key$/);
  assert.deepEqual([refused.version, refused.effective], [before.version, before.effective]);
  assert.equal(await statusOf("/m/1"), 200);
  assert.equal(await statusOf("/elsewhere/1"), 404);
  assert.ok(edge.log.some((line) => line.includes('"config.refused"') && line.includes("polices")));
  await until("it is counted", async () =>
    /gateway_config_reloads\S*outcome="refused"\S* 1$/m.test(await edge.metrics()),
  );
  await rm(join(folder, "..data"));
  await until("a file that is gone is a fault, too", async () =>
    (await state()).fault.faults.join().includes("cannot be read: ENOENT"),
  );
  assert.equal(await statusOf("/m/1"), 200);
  await mount(written({ menu: "/elsewhere/**" }));
  await answers("/elsewhere/1", 200);
  assert.equal((await state()).fault, null);
});

test("a step that did not change goes on with what it remembers", async () => {
  edge.menu.answer = ({ url }) => ({
    status: 200,
    headers: { "cache-control": "public" },
    body: `{"at":"${url}"}`,
  });
  assert.equal(await statusOf("/elsewhere/kept"), 200);
  // For a moment it is as good as new; what the file says of it is kept as well as the answer.
  edge.advance(2_001);
  edge.menu.answer = () => ({ status: 500, body: "{}" });
  await mount(written({ menu: "/elsewhere/**", order: "/others/**" }));
  await answers("/others/1", 200);
  const kept = await edge.ask("GET", "/elsewhere/kept");
  assert.deepEqual([kept.status, kept.body], [200, { at: "/kept" }]);
  assert.ok(kept.headers.get("x-degraded"));
  edge.menu.answer = () => ({ status: 200, body: "{}" });
});

test("another address is another service: what the old one is at is finished there", async () => {
  assert.equal(await statusOf("/f/1"), 200);
  assert.equal(first.last()?.url, "/base/1");
  first.answer = ({ url }) => (url === "/base/slow" ? "never" : { status: 200, body: "{}" });
  const slow = await connectRaw(edge.url());
  slow.say("GET /f/slow HTTP/1.1\r\nHost: edge.test\r\n\r\n");
  await until("it is there", () => first.last()?.url === "/base/slow");
  await mount(written({}, second));
  await until("the other is asked", async () => (await statusOf("/f/2")) === 200 && second.seen.length > 0);
  assert.equal(second.last()?.url, "/base/2");
  assert.deepEqual([slow.isClosed(), slow.heard()], [false, ""]);
  const before = first.seen.length;
  for (let i = 0; i < 5; i += 1) assert.equal(await statusOf("/f/3"), 200);
  assert.equal(first.seen.length, before, "the old one is asked no more");
  slow.end();
  await until("its connections are let go", () => first.connections.size === 0);
});

test("a port that changed is named as what needs a restart; the rest of the file counts", async () => {
  await mount(written({ extra: "http: { port: 9 }", order: "/later/**" }));
  await answers("/later/1", 200);
  assert.deepEqual((await state()).needsRestart, ["http.port"]);
});

test("a file that is written in its place, or moved over it, is taken too", async () => {
  const target = join(folder, "gateway.yml");
  await rm(target);
  await writeFile(target, written({ order: "/written/**" }));
  await answers("/written/1", 200);
  await writeFile(`${target}~`, written({ order: "/moved/**" }));
  await rename(`${target}~`, target);
  await answers("/moved/1", 200);
});
