import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import http, { type OutgoingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createLog } from "@siren/chassis/log";
import express from "express";
import { createDashboard } from "../src/dashboard/dashboard.ts";
import { Sessions } from "../src/dashboard/sessions.ts";
import { readRegistration } from "../src/http/registration.ts";
import { doorOf } from "../src/http/who-may-ask.ts";
import { Instances } from "../src/registry/instances.ts";
import { Keeper } from "../src/registry/keeper.ts";
import { Operations } from "../src/registry/operations.ts";
import { asker, drivenClock, validInstance } from "../src/testing/registry-on-a-socket.ts";

const PATH = "/instances/FOO/i1";
const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

async function dashboard(options: { credentials?: string; dashboardCredentials?: string } = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), "siren-dashboard-"));
  const clock = drivenClock();
  const { now } = clock;
  const instances = new Instances({ now, expiry: "exact" });
  const operations = new Operations(instances, () => false);
  const keeper = new Keeper(instances, { now, random: () => 0, selfPreservation: true });
  const lines: string[] = [];
  const log = createLog({ service: "discovery", level: "debug", now, sink: (line) => lines.push(line) });
  const door = doorOf({ credentials: options.credentials, allowedHosts: [], onRefused: () => {} });
  const config = { dashboardCredentials: options.dashboardCredentials, dataDir, selfPreservation: true };
  const made = await createDashboard({
    ...{ config, log, instances, operations, keeper, door, now },
    peers: () => [],
  });
  instances.register(readRegistration({ instance: validInstance() }, "FOO", now()));
  const server = http.createServer(express().use(made.router));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const ask = asker(port);
  const post = (path: string, fields: Record<string, string>, headers: OutgoingHttpHeaders = {}) =>
    ask("POST", path, {
      headers: { "Content-Type": "application/x-www-form-urlencoded", ...headers },
      body: form(fields),
    });
  return {
    ...{ ask, post, clock, instances, lines, dataDir, port, tick: () => made.tick() },
    status: () => instances.find("FOO", "i1")?.instance.status,
    signIn: async (credentials: string) => {
      const [name = "", password = ""] = credentials.split(":");
      const answer = await post("/login", { name, password, to: PATH });
      const cookie = String(answer.headers["set-cookie"]?.[0] ?? "").split(";")[0] ?? "";
      const page = await ask("GET", `${PATH}?confirm=out`, { headers: { Cookie: cookie } });
      return { answer, Cookie: cookie, csrf: /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? "" };
    },
    [Symbol.asyncDispose]: async () => {
      made.close();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

test("signed in, an instance is taken out, put back and removed; each is written down with who did it", async () => {
  await using it = await dashboard({ dashboardCredentials: "mina:s3cret" });
  const { answer, Cookie, csrf } = await it.signIn("mina:s3cret");
  assert.deepEqual([answer.status, answer.headers.location], [303, PATH]);
  const [cookie = ""] = answer.headers["set-cookie"] ?? [];
  for (const part of ["HttpOnly", "SameSite=Strict", "Path=/"]) assert.ok(cookie.includes(part), part);
  const act = (action: string) => it.post(PATH, { action, csrf }, { Cookie });
  assert.equal((await act("out")).headers.location, `${PATH}?done=out`);
  assert.equal(it.status(), "OUT_OF_SERVICE");
  assert.equal((await act("in")).status, 303);
  assert.equal(it.status(), "UP");
  assert.equal((await act("remove")).headers.location, "/");
  assert.equal(it.instances.count, 0);
  assert.equal((await act("out")).status, 404);
  const acted = it.lines.filter((line) => line.includes("dashboard.acted"));
  assert.equal(acted.length, 3);
  for (const line of acted) assert.ok(line.includes('"by":"mina"'));
  assert.ok(!it.lines.join("").includes("s3cret") && !it.lines.join("").includes(csrf));
});

test("without a session, with another's token, another site's origin or by GET nothing changes", async () => {
  await using it = await dashboard({ dashboardCredentials: "mina:s3cret" });
  const { Cookie, csrf } = await it.signIn("mina:s3cret");
  const tries: [number, Record<string, string>, OutgoingHttpHeaders][] = [
    [303, { action: "out", csrf }, {}],
    [303, { action: "out", csrf }, { Cookie: "siren_registry=made-up" }],
    [403, { action: "out" }, { Cookie }],
    [403, { action: "out", csrf: `${csrf.slice(0, -1)}!` }, { Cookie }],
    [403, { action: "explode", csrf }, { Cookie }],
    [403, { action: "out", csrf }, { Cookie, Origin: "http://evil.example" }],
    [403, { action: "out", csrf }, { Cookie, Origin: "null" }],
    [403, { action: "out", csrf }, { Cookie, Host: "evil.example" }],
  ];
  for (const [status, fields, headers] of tries) {
    assert.equal((await it.post(PATH, fields, headers)).status, status, JSON.stringify([fields, headers]));
  }
  const json = { "Content-Type": "application/json", Cookie };
  const body = JSON.stringify({ action: "out", csrf });
  assert.equal((await it.ask("POST", PATH, { headers: json, body })).status, 403);
  await it.ask("GET", `${PATH}?action=out&csrf=${csrf}&confirm=out`, { headers: { Cookie } });
  assert.equal(it.status(), "UP");
  assert.equal(
    (await it.ask("GET", `${PATH}?confirm=out`)).headers.location,
    `/login?to=${encodeURIComponent(`${PATH}?confirm=out`)}`,
  );
  assert.equal((await it.post("/logout", {}, { Cookie })).status, 403);
  assert.equal((await it.post("/logout", { csrf }, { Cookie })).status, 303);
  assert.equal((await it.post(PATH, { action: "out", csrf }, { Cookie })).status, 303);
  assert.equal(it.status(), "UP");
});

test("without a setting the credentials are made once, in a file that only this user reads", async () => {
  await using it = await dashboard();
  const file = join(it.dataDir, "dashboard-password");
  const credentials = (await readFile(file, "utf8")).trim();
  assert.match(credentials, /^ops:[\w-]{32}$/);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.equal((await it.signIn(credentials)).answer.status, 303);
  assert.equal((await it.signIn("ops:wrong")).answer.status, 403);
});

test("where clients need credentials, people need a sign-in to look; a sign-in leads nowhere else", async () => {
  await using it = await dashboard({ credentials: "client:c", dashboardCredentials: "mina:s3cret" });
  for (const path of ["/", "/services/FOO", PATH, "/live"]) {
    const answer = await it.ask("GET", path);
    assert.deepEqual([answer.status, answer.headers.location?.startsWith("/login?to=")], [303, true], path);
  }
  const { Cookie } = await it.signIn("mina:s3cret");
  assert.equal((await it.ask("GET", "/", { headers: { Cookie } })).status, 200);
  const basic = { Authorization: `Basic ${Buffer.from("client:c").toString("base64")}` };
  assert.equal((await it.ask("GET", "/", { headers: basic })).status, 200);
  for (const to of ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:1", ""]) {
    const answer = await it.post("/login", { name: "mina", password: "s3cret", to });
    assert.equal(answer.headers.location, "/", to);
  }
});

test("a page names what it may load, and forbids the rest", async () => {
  await using it = await dashboard();
  const { headers } = await it.ask("GET", "/");
  const policy = String(headers["content-security-policy"]);
  assert.match(policy, /default-src 'none'; script-src 'self'; /);
  assert.ok(!policy.includes("unsafe") && policy.includes("frame-ancestors 'none'"));
  assert.equal(
    (await it.ask("GET", "/assets/live.js")).headers["content-type"],
    "text/javascript; charset=utf-8",
  );
});

test("an open page is told of changes, at most once a second", async () => {
  await using it = await dashboard();
  const request = http.get({ port: it.port, host: "127.0.0.1", path: "/live" });
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  const read = response.setEncoding("utf8")[Symbol.asyncIterator]();
  assert.match(String((await read.next()).value), /^retry: /);
  it.instances.setOverride("FOO", "i1", "DOWN");
  it.instances.setOverride("FOO", "i1", "UP");
  it.tick();
  assert.match(String((await read.next()).value), /^data: \d+\n\n$/);
  for (let second = 0; second < 20; second++) it.tick();
  assert.equal((await read.next()).value, ":\n\n");
  request.destroy();
});

test("a form that is packed is refused, and whoever reads nothing holds no page's place", async () => {
  await using it = await dashboard();
  for (const path of ["/login", "/logout", PATH])
    for (const packing of ["gzip", "deflate", "br"]) {
      const answer = await it.post(path, { name: "mina" }, { "Content-Encoding": packing });
      assert.equal(answer.status, 415, `${packing} at ${path}`);
    }
  assert.equal((await it.ask("HEAD", "/live")).status, 405);
});

test("wrong tries make the place they come from wait, longer each time, and nobody else", () => {
  const clock = drivenClock();
  let made = 0;
  const newSecret = () => `secret-${++made}`;
  const sessions = new Sessions({ credentials: "ops:right", now: clock.now, newSecret });
  const kinds = (times: number, address: string) =>
    Array.from({ length: times }, () => sessions.signIn("ops", "wrong", address).kind);
  assert.deepEqual(kinds(6, "10.0.0.1"), [...Array(5).fill("wrong"), "wait"]);
  assert.deepEqual(sessions.signIn("ops", "right", "10.0.0.1"), { kind: "wait", seconds: 2 });
  assert.equal(sessions.signIn("ops", "right", "10.0.0.2").kind, "signed-in");
  clock.pass(2_000);
  assert.deepEqual(kinds(2, "10.0.0.1"), ["wrong", "wait"]);
  assert.deepEqual(sessions.signIn("ops", "right", "10.0.0.1"), { kind: "wait", seconds: 4 });
  clock.pass(4_000);
  assert.equal(sessions.signIn("ops", "right", "10.0.0.1").kind, "signed-in");
  assert.deepEqual(kinds(5, "2001:db8:1:2::1").length, 5);
  assert.equal(sessions.signIn("ops", "right", "2001:db8:1:2:ffff::9").kind, "wait");
  assert.equal(sessions.signIn("ops", "right", "2001:db8:1:3::1").kind, "signed-in");
});

test("a session ends after an hour unused and after eight hours", () => {
  const clock = drivenClock();
  let made = 0;
  const sessions = new Sessions({ credentials: "ops:right", now: clock.now, newSecret: () => `${++made}` });
  const signedIn = () => {
    const outcome = sessions.signIn("ops", "right", "10.0.0.1");
    return outcome.kind === "signed-in" ? outcome.session.id : assert.fail();
  };
  const unused = signedIn();
  clock.pass(3_600_000);
  assert.equal(sessions.find(unused), undefined);
  const used = signedIn();
  for (let half = 1; half < 16; half++) {
    clock.pass(1_800_000);
    assert.ok(sessions.find(used), `${half}`);
  }
  clock.pass(1_800_000);
  assert.equal(sessions.find(used), undefined);
  const ended = signedIn();
  sessions.end(ended);
  assert.equal(sessions.find(ended), undefined);
});
