import assert from "node:assert/strict";
import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { codeOf } from "@siren/chassis/testing/service-door";
import { parsePageDoors } from "../src/pages/page-doors.ts";
import { type Gateway, openGateway } from "../src/testing/open-gateway.ts";
import { connectRaw, sendRaw, upgradeRequest } from "../src/testing/raw-client.ts";

let edge: Gateway;
before(async () => {
  edge = await openGateway();
});
after(() => edge.close());

const ask = (path: string, headers: Record<string, string> = {}) => edge.ask("GET", path, { headers });
/** The page itself changed, and the gateway has had the time to look. */
async function switched(title: string) {
  await writeFile(join(edge.dist, "index.html"), `<!doctype html><title>page ${title}</title>`);
  edge.advance(1_001);
  assert.match((await ask("/client/")).body, new RegExp(title));
}

test("any path of a page is the page, asked for anew each time, and nobody may frame or script it", async () => {
  for (const path of ["/client/", "/client/orders/ord_1", "/admin/", "/admin/board"]) {
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

test("a page without its slash is sent to where its service worker answers, with what was asked", async () => {
  for (const [asked, leadsTo] of [
    ["/admin", "/admin/"],
    ["/client?to=%2Fcart", "/client/?to=%2Fcart"],
  ]) {
    const answer = await sendRaw(
      edge.url(),
      `GET ${asked} HTTP/1.1\r\nHost: edge.test\r\nConnection: close\r\n\r\n`,
    );
    assert.match(answer, /^HTTP\/1\.1 308/, asked);
    assert.equal(/\r\nLocation: (.+)\r\n/i.exec(answer)?.[1], leadsTo);
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

test("what is built into the page may run there, and nowhere else", async () => {
  const page = "<!doctype html><title>page</title>";
  await writeFile(join(edge.dist, "index.html"), `${page}<script>start()</script>`);
  edge.advance(1_001);
  const policyOf = async (path: string) => (await ask(path)).headers.get("content-security-policy") ?? "";
  assert.match(await policyOf("/client/orders"), /script-src 'self' 'sha256-[\w+/]{43}=';/);
  assert.match(await policyOf("/client/assets/page-1a2b.js"), /script-src 'self';/);
  await writeFile(join(edge.dist, "index.html"), page);
  edge.advance(1_001);
  assert.match(await policyOf("/client/orders"), /script-src 'self';/);
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

test("what the build compressed is given to whoever takes it, each form under its own tag", async () => {
  const text = "export const page = 1;".repeat(100);
  await writeFile(join(edge.dist, "assets", "zipped-3c4d.js"), text);
  await writeFile(join(edge.dist, "assets", "zipped-3c4d.js.br"), brotliCompressSync(text));
  await writeFile(join(edge.dist, "assets", "zipped-3c4d.js.gz"), gzipSync(text));
  await switched("with zipped parts");
  const script = "/client/assets/zipped-3c4d.js";
  const tags = new Set<string | null>();
  for (const [wanted, coding] of [
    ["br, gzip", "br"],
    ["gzip;q=1.0, br;q=0.1", "gzip"],
    ["identity", null],
    ["zstd", null],
    ["br;q=0, gzip;q=0", null],
    ["*", "br"],
  ]) {
    const { status, body, headers } = await ask(script, { "accept-encoding": String(wanted) });
    assert.deepEqual([status, body, headers.get("content-encoding")], [200, text, coding], String(wanted));
    assert.deepEqual([headers.get("vary"), headers.get("accept-ranges")], ["Accept-Encoding", "bytes"]);
    tags.add(headers.get("etag"));
    const again = await ask(script, {
      "accept-encoding": String(wanted),
      "if-none-match": String(headers.get("etag")),
    });
    assert.deepEqual([again.status, again.body, again.headers.get("etag")], [304, "", headers.get("etag")]);
  }
  assert.equal(tags.size, 3);
  assert.equal((await ask("/client/assets/zipped-3c4d.js.br")).status, 404, "it is no file of its own");
});

test("a part of a file is given where one is asked for, and only of the file that is meant", async () => {
  const whole = "export {};";
  const script = "/client/assets/page-1a2b.js";
  const etag = String((await ask(script)).headers.get("etag"));
  for (const [range, status, body, told] of [
    ["bytes=0-5", 206, "export", "bytes 0-5/10"],
    ["bytes=7-", 206, "{};", "bytes 7-9/10"],
    ["bytes=-3", 206, "{};", "bytes 7-9/10"],
    ["bytes=0-999", 206, whole, "bytes 0-9/10"],
    ["bytes=10-", 416, "", "bytes */10"],
    ["bytes=5-2", 200, whole, null],
    ["bytes=0-1,3-4", 200, whole, null],
    ["lines=1-2", 200, whole, null],
  ] as const) {
    const part = await ask(script, { range, "accept-encoding": "br" });
    assert.deepEqual(
      [part.status, part.body, part.headers.get("content-range")],
      [status, body, told],
      range,
    );
  }
  assert.equal((await ask(script, { range: "bytes=0-5", "if-range": etag })).status, 206);
  assert.equal((await ask(script, { range: "bytes=0-5", "if-range": '"another"' })).status, 200);
});

test("a new build is live at the next look, whole; the parts of the one before stay for those who have it open", async () => {
  const build = async (name: string, title: string) => {
    const folder = join(edge.folder, name);
    await mkdir(join(folder, "assets"), { recursive: true });
    await writeFile(join(folder, "assets", `${name}.js`), `"${name}"`);
    await writeFile(join(folder, "assets", `${name}.woff2`), name);
    const page = `<title>${title}</title><script src="/client/assets/${name}.js"></script>`;
    await writeFile(join(folder, "index.html"), page);
    return folder;
  };
  const link = join(edge.folder, "current");
  const switchTo = async (folder: string) => {
    await symlink(folder, `${link}.new`);
    await rename(`${link}.new`, link);
    edge.advance(1_001);
  };
  await switchTo(await build("first-1111", "one"));
  const gateway = await edge.start({ CLIENT_DIST: link });
  const get = (path: string) => edge.ask("GET", path, { at: gateway });
  assert.match((await get("/client/")).body, /one/);

  const second = await build("second-2222", "two");
  await switchTo(second);
  assert.match((await get("/client/")).body, /two/);
  assert.equal((await get("/client/assets/second-2222.js")).status, 200);
  assert.equal((await get("/client/assets/first-1111.js")).body, '"first-1111"');
  assert.equal((await get("/client/assets/first-1111.woff2")).body, "first-1111");
  await rm(join(edge.folder, "first-1111"), { recursive: true });
  assert.equal((await get("/client/assets/first-1111.js")).status, 200, "also once its folder is gone");
  assert.equal(
    (await get("/client/assets/first-1111.woff2")).status,
    404,
    "what was left on the disk is not",
  );

  const broken = await build("third-3333", "three");
  await rm(join(broken, "assets", "third-3333.js"));
  await switchTo(broken);
  assert.match((await get("/client/")).body, /two/, "a page whose parts are not there is not taken");
  await rm(broken, { recursive: true });
  edge.advance(1_001);
  assert.match((await get("/client/")).body, /two/, "nor is none at all");
  await switchTo(await build("fourth-4444", "four"));
  assert.match((await get("/client/")).body, /four/);
  edge.advance(24 * 3_600_000 + 1);
  assert.equal((await get("/client/assets/second-2222.js")).status, 404, "nobody has it open for ever");
});

test("whoever looks for a page that is not there is shown one, and a program is told by its code", async () => {
  const person = await ask("/nowhere", { accept: "text/html,*/*" });
  assert.deepEqual([person.status, person.headers.get("content-type")], [404, "text/html; charset=utf-8"]);
  assert.match(person.body, /찾는 페이지가 없어요.*href="\/client\/"/s);
  assert.match(person.headers.get("content-security-policy") ?? "", /default-src/);
  assert.equal(codeOf(await ask("/nowhere")), "NOT_FOUND");
  for (const path of ["/api/v1/nowhere", "/ops/nowhere", "/metrics"])
    assert.match(
      (await ask(path, { accept: "text/html" })).headers.get("content-type") ?? "",
      /problem/,
      path,
    );
});

test("a page has a port of its own where it is at home, with the api and its sockets", async () => {
  const gateway = await edge.start({
    CLIENT_DIST: edge.dist,
    ADMIN_DIST: edge.dist,
    PAGE_PORTS: "admin=0",
  });
  const told = edge.log.map((line) => JSON.parse(line)).find(({ event }) => event === "page-door.listening");
  const port = Number(told?.port);
  const at = { url: `http://127.0.0.1:${port}` };
  const get = (path: string, headers: Record<string, string> = {}) => edge.ask("GET", path, { at, headers });
  assert.equal((await get("/")).headers.get("location"), "/admin/");
  assert.equal((await get("/admin/board")).status, 200);
  assert.equal((await get("/client/")).status, 404);
  assert.equal((await edge.ask("GET", "/", { at: gateway })).headers.get("location"), "/client/");
  const host = `127.0.0.1:${port}`;
  assert.equal((await get("/api/v1/order/orders", { origin: `http://${host}` })).status, 200);
  assert.equal(codeOf(await get("/api/v1/order/orders", { origin: gateway.url })), "FORBIDDEN");
  const socket = await connectRaw(at.url);
  const path = "/api/v1/order/socket.io/?EIO=4&transport=websocket";
  socket.say(upgradeRequest(path, { Host: host, Origin: `http://${host}` }));
  await socket.hears("101");
  await gateway.stop();
  await socket.closes();
  await assert.rejects(connectRaw(at.url));
});

test("a page that is configured and not there keeps the gateway from being ready", async () => {
  const gateway = await edge.start({ CLIENT_DIST: join(edge.folder, "nowhere") });
  const ready = () => fetch(`${gateway.url}/readyz`);
  assert.match(await (await ready()).text(), /client page: /);
  assert.equal((await ready()).status, 503);
  assert.equal((await edge.ask("GET", "/client/", { at: gateway })).status, 404);
});

test("settings of ports that make no sense are refused", () => {
  assert.deepEqual(parsePageDoors("client=80, admin=8081"), [
    { page: "client", port: 80 },
    { page: "admin", port: 8081 },
  ]);
  for (const wrong of ["client", "client=", "shop=80", "client=65536", "client=-1", "client:80"])
    assert.throws(() => parsePageDoors(wrong), /must be like client=80/, wrong);
});

test("the root leads to the customer's page", async () => {
  const root = await edge.ask("GET", "/");
  assert.deepEqual([root.status, root.headers.get("location")], [302, "/client/"]);
});
