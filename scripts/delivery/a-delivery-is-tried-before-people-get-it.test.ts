import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { repositoryRoot } from "../stack/settings.ts";
import { smoke, smokeTable } from "./smoke.ts";
import { switchDns } from "./switch-dns.ts";

async function serve(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer((req, res) => {
    const isPage = /^\/(client|admin)\//.test(req.url ?? "");
    res.setHeader("Content-Type", isPage ? "text/html; charset=utf-8" : "application/json");
    return listener(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** As the gateway names what it gives. */
const named = ({ url = "" }: IncomingMessage) => ({
  "content-type": /^\/(client|admin)\//.test(url)
    ? "text/html; charset=utf-8"
    : "application/json; charset=utf-8",
});

const quick = { requests: 50, tries: 10, triesEveryMs: 1, timeoutMs: 10_000 };
const stores = JSON.stringify({ stores: [{ storeId: "corner" }] });

test("fifty requests without an error pass, over every service, once the gateway is well", async (t) => {
  const seen: string[] = [];
  let unwell = 3;
  const gateway = await serve(t, (req, res) => {
    if (unwell-- > 0) return void res.writeHead(503).end();
    seen.push(req.url ?? "");
    res.writeHead(200, named(req)).end(req.url === "/api/v1/menu/stores" ? stores : "{}");
  });
  const report = await smoke({ gateway, ...quick });
  assert.equal(report.healthyAfter, 4);
  assert.deepEqual(report.errors, []);
  assert.match(report.notAsked.join(), /^auditor and discovery: [^,]+$/);
  assert.equal(
    [...report.asked.values()].reduce((sum, count) => sum + count, 0),
    50,
  );
  for (const path of ["/client/", "/admin/", "/api/v1/barista/stores/corner/now", "/api/v1/order/push-key"])
    assert.ok(seen.includes(path), path);
});

test("one error in fifty does not pass, nor an old answer, nor a gateway that never gets well", async (t) => {
  let count = 0;
  const failing = await serve(
    t,
    (req, res) => void res.writeHead(count++ === 30 ? 502 : 200, named(req)).end("{}"),
  );
  assert.equal((await smoke({ gateway: failing, ...quick })).errors.length, 1);
  const degraded = await serve(t, (req, res) => {
    if (req.url === "/api/v1/menu/stores") res.setHeader("X-Degraded", "menu; since=1");
    res.writeHead(200, named(req)).end("{}");
  });
  assert.match((await smoke({ gateway: degraded, ...quick })).errors[0] ?? "", /old answer: menu/);
  const elsewhere = await serve(
    t,
    (req, res) =>
      void res.writeHead(req.url === "/admin/" ? 302 : 200, { Location: "https://login.example/" }).end("{}"),
  );
  assert.match((await smoke({ gateway: elsewhere, ...quick })).errors[0] ?? "", /^\/admin\/ answered 302$/);
  const catchAll = await serve(t, (req, res) => {
    if (req.url !== "/healthz") res.setHeader("Content-Type", "text/html");
    res.end("<h1>Welcome</h1>");
  });
  assert.match((await smoke({ gateway: catchAll, ...quick })).errors[0] ?? "", /answered with text\/html$/);
  const unwell = await serve(t, (_req, res) => void res.writeHead(503).end());
  const never = await smoke({ gateway: unwell, ...quick });
  assert.deepEqual([never.healthyAfter, never.asked.size, never.errors.length], [undefined, 0, 1]);
});

test("a door in front passes as little as a page for everything; who was not asked is said", async (t) => {
  const door = await serve(t, (req, res) => {
    res.writeHead(req.url === "/healthz" ? 200 : 302, { ...named(req), location: "/login" }).end("{}");
  });
  const errors = (await smoke({ gateway: door, ...quick })).errors;
  assert.ok(errors.includes("/client/ answered 302") && errors.includes("/api/v1/menu/stores answered 302"));
  const any = await serve(
    t,
    (_req, res) => void res.writeHead(200, { "content-type": "text/html" }).end("Hi"),
  );
  const report = await smoke({ gateway: any, ...quick });
  assert.ok(report.errors.includes("/api/v1/order/push-key answered with text/html"));
  assert.ok(!report.errors.join().includes("/client/"));
  assert.match(smokeTable(report), /^ {2}not asked: barista: there is no store/m);
});

test("the command says what it asked, and ends with 1 where something failed", async (t) => {
  const gateway = await serve(
    t,
    (req, res) => void res.writeHead(req.url === "/admin/" ? 500 : 200, named(req)).end("{}"),
  );
  const command = join(repositoryRoot, "scripts/delivery/smoke-command.ts");
  const child = spawn(process.execPath, [command, "--gateway", gateway, "--requests", "16"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = new Promise((resolve) => child.once("exit", resolve));
  assert.match(await text(child.stdout), /16 requests, 2 errors.*\n {2}\/admin\/ answered 500$/m);
  assert.equal(await exit, 1);
});

test("a name is switched by the zone's API and read back; a refusal or a half switch fails", async (t) => {
  const asked: { method: string; url: string; authorization: string; body: string }[] = [];
  let content = "old.example.org";
  let takes = true;
  const api = await serve(t, async (req, res) => {
    const body = await text(req);
    asked.push({
      method: req.method ?? "",
      url: req.url ?? "",
      authorization: req.headers.authorization ?? "",
      body,
    });
    if (req.headers.authorization !== "Bearer good")
      return void res.writeHead(403).end('{"success":false,"errors":[{"message":"no such token"}]}');
    if (req.method === "PUT" && takes) content = JSON.parse(body).content;
    res.end(JSON.stringify({ success: true, result: { content } }));
  });
  const wanted = {
    api: `${api}/client/v4/`,
    zone: "z1",
    record: "r1",
    name: "cafe.example.org",
    to: "b.example.org",
  };
  await switchDns({ ...wanted, token: "good" });
  assert.deepEqual(
    asked.map(({ method, url }) => `${method} ${url}`),
    ["PUT /client/v4/zones/z1/dns_records/r1", "GET /client/v4/zones/z1/dns_records/r1"],
  );
  assert.deepEqual(JSON.parse(asked[0]?.body ?? ""), {
    ...{ type: "CNAME", name: "cafe.example.org", content: "b.example.org", ttl: 60, proxied: true },
  });
  await assert.rejects(switchDns({ ...wanted, token: "bad" }), /403: no such token/);
  takes = false;
  await assert.rejects(
    switchDns({ ...wanted, to: "c.example.org", token: "good" }),
    /points at b\.example\.org, not at c/,
  );
});
