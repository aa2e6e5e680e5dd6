import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from "node:tls";
import { makeLocalCertificate } from "@siren/chassis/testing/local-certificate";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { type EdgeService, startEdgeService } from "../src/testing/edge-service.ts";
import { type Gateway, namedIn, openGateway } from "../src/testing/open-gateway.ts";
import { connectRaw, upgradeRequest } from "../src/testing/raw-client.ts";

let folder: string;
let edge: Gateway;
let first: EdgeService;
let second: EdgeService;
let shop: EdgeService;
let safe: Awaited<ReturnType<typeof startSafeService>>;

/** A service that speaks TLS only, under a root that this process believes until it is stopped. */
async function startSafeService(folder: string) {
  const { certFile, keyFile, authorityFile } = await makeLocalCertificate(folder);
  const believed = getCACertificates("default");
  setDefaultCACertificates([...believed, await readFile(authorityFile, "utf8")]);
  const upgrades: { url: string; host: string | undefined; servername: unknown }[] = [];
  const server = createServer({ cert: await readFile(certFile), key: await readFile(keyFile) });
  server.on("upgrade", ({ url = "", headers, socket: from }, socket) => {
    upgrades.push({ url, host: headers.host, servername: (from as TLSSocket).servername });
    socket.on("error", () => socket.destroy()).on("end", () => socket.end());
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    setDefaultCACertificates(believed);
    return new Promise<void>((resolve) => void server.close(() => resolve()));
  };
  return { port: (server.address() as AddressInfo).port, upgrades, stop };
}

const fileOf = (one: number, two: number, safe: number) => `http: { hostname: 127.0.0.1 }
apiEndpoints:
  fixed: { paths: /fixed/* }
  several: { paths: /several/* }
  seeds: { paths: /seeds/* }
  together: { paths: /together/* }
  choice: { paths: /choice/* }
  here: { host: here.test, paths: /same }
  there: { host: "*.there.test", paths: [/same, "/cups/:id"] }
  unused: { paths: /unused }
  silent: { paths: /silent }
  ownPath: { paths: /api/v1/shop/hidden }
  ownMethod: { host: own.test, paths: /api/v1/shop/mine/**, methods: GET }
  rest: { paths: /rest/**, methods: [GET] }
  safe: { paths: /safe/** }
  whole: { paths: /ws/** }
  door: { paths: /door/** }
serviceEndpoints:
  one: { url: "http://localhost:${one}/base" }
  both: { urls: ["http://127.0.0.1:${one}", "http://127.0.0.1:${two}/two/"] }
  seeds: { discover: roastery, urls: ["http://127.0.0.1:${one}/seed"] }
  together: { discover: roastery, urls: ["http://127.0.0.1:${one}/beside"], use: together }
  menu: { discover: menu }
  safe: { url: "https://localhost:${safe}/within" }
policies: [identity, origin, terminate, log, limits, proxy]
pipelines:
  fixed: { apiEndpoints: fixed, policies: [{ identity: }, { proxy: { action: { serviceEndpoint: one, stripPath: true, ws: true } } }] }
  several: { apiEndpoints: several, policies: [{ proxy: { action: { serviceEndpoint: both } } }] }
  seeds: { apiEndpoints: seeds, policies: [{ identity: }, { proxy: { action: { serviceEndpoint: seeds, stripPath: true } } }] }
  together: { apiEndpoints: together, policies: [{ proxy: { action: { serviceEndpoint: together, stripPath: true } } }] }
  choice:
    apiEndpoints: choice
    policies:
      - proxy:
          - condition: { name: method, methods: [POST, PUT] }
            action: { serviceEndpoint: menu, stripPath: true }
          - condition: { name: not, condition: { name: pathMatch, pattern: "^/choice/nowhere" } }
            action: { serviceEndpoint: one, stripPath: true, prependPath: false }
  hosts:
    apiEndpoints: [here, there, rest]
    policies: [{ proxy: { action: { serviceEndpoint: one, ignorePath: true } } }]
  safe: { apiEndpoint: safe, policy: { proxy: { action: { serviceEndpoint: safe, ws: true, stripPath: true } } } }
  whole: { apiEndpoint: whole, policy: { proxy: { action: { serviceEndpoint: one, ws: true } } } }
  door: { apiEndpoint: door, policy: { proxy: { action: { serviceEndpoint: one, ws: true, ignorePath: true } } } }
  silent: { apiEndpoint: silent, policy: { origin: } }
  ownPath: { apiEndpoints: [ownPath, ownMethod], policy: { terminate: { action: { statusCode: 418, message: mine } } } }
autoRoutes: { allow: [shop, gateway] }
`;

const ask = (path: string, method = "GET") => edge.ask(method, path);
/** With a Host of our choice, which fetch would not send. */
async function askHost(host: string, path: string): Promise<string> {
  const client = await connectRaw(edge.url());
  client.say(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  await client.closes();
  return client.heard().split(" ")[1] ?? "";
}

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "gateway-targets-"));
  [first, second, shop] = [await startEdgeService(), await startEdgeService(), await startEdgeService()];
  const file = join(folder, "gateway.yml");
  safe = await startSafeService(folder);
  await writeFile(file, fileOf(first.port, second.port, safe.port));
  edge = await openGateway({ GATEWAY_CONFIG: file, WATCH_CONFIG: "0" });
});
after(async () => {
  await edge?.close();
  await Promise.all([first, second, shop, safe].map((one) => one?.stop()));
  await rm(folder, { recursive: true, force: true });
});

test("an address has a path of its own, and is not told who asks", async () => {
  const authorization = `Bearer ${await edge.tokenFor()}`;
  const answer = await edge.ask("GET", "/fixed/a%20b?c=d", { headers: { authorization } });
  assert.equal(answer.status, 200);
  assert.equal(first.last()?.url, "/base/a%20b?c=d");
  assert.equal(namedIn(first.last()?.headers), undefined);
  assert.equal(first.last()?.headers.host, `localhost:${first.port}`);
});

test("a socket goes to an address as a request does: by its path, its scheme and its name", async () => {
  for (const path of [
    "/fixed/live/?v=1",
    "/safe/live/?v=1",
    "/fixed/live?v=1",
    "/ws/chat?x=1",
    "/ws/",
    "/door/x?y",
  ]) {
    const client = await connectRaw(edge.url());
    client.say(upgradeRequest(path, { "X-Siren-Identity": "forged" }));
    await client.hears("101 Switching Protocols");
    client.say("over and back");
    await client.hears("over and back");
    client.end();
    await client.closes();
  }
  const [seen] = first.upgrades;
  assert.deepEqual([seen?.url, seen?.headers.host], ["/base/live/?v=1", `localhost:${first.port}`]);
  assert.equal(seen?.headers["x-forwarded-host"], "edge.test");
  assert.equal(seen?.headers["x-siren-identity"], undefined);
  const urls = first.upgrades.map(({ url }) => url);
  assert.deepEqual(urls, ["/base/live/?v=1", "/base/live?v=1", "/base/ws/chat?x=1", "/base/ws/", "/base"]);
  for (const path of ["/ws/chat?x=1", "/door/x?y"]) await ask(path);
  assert.deepEqual(
    first.seen.slice(-2).map(({ url }) => url),
    ["/base/ws/chat?x=1", "/base"],
    "as requests go",
  );
  assert.deepEqual(safe.upgrades, [
    { url: "/within/live/?v=1", host: `localhost:${safe.port}`, servername: "localhost" },
  ]);
});

test("several addresses share the work, and one that is dead is passed over", async () => {
  const seenBy = () => [first.seen.length, second.seen.length] as const;
  const [before1, before2] = seenBy();
  for (let i = 0; i < 20; i += 1) assert.equal((await ask("/several/x")).status, 200);
  const [after1, after2] = seenBy();
  assert.equal(after1 - before1 + (after2 - before2), 20);
  assert.ok(after1 > before1 && after2 > before2);
  assert.equal(second.last()?.url, "/two/several/x");
  const { port } = second;
  await second.stop();
  for (let i = 0; i < 6; i += 1) assert.equal((await ask("/several/x", "POST")).status, 200);
  second.port = port;
  await second.start();
});

test("addresses beside a name stand in while the registry knows nobody, or share its work", async () => {
  const authorization = `Bearer ${await edge.tokenFor()}`;
  assert.equal((await edge.ask("GET", "/seeds/1", { headers: { authorization } })).status, 200);
  assert.equal(first.last()?.url, "/seed/1");
  assert.equal(namedIn(first.last()?.headers)?.aud, "roastery");
  edge.registry.add("roastery", shop.port);
  const before = first.seen.length;
  for (let i = 0; i < 5; i += 1) assert.equal((await ask("/seeds/2")).status, 200);
  assert.deepEqual([shop.last()?.url, first.seen.length], ["/2", before]);
  shop.seen.length = 0;
  for (let i = 0; i < 20; i += 1) assert.equal((await ask("/together/3")).status, 200);
  assert.ok(shop.seen.length > 0 && first.seen.length > before);
  assert.equal(first.last()?.url, "/beside/3");
  edge.registry.remove("roastery");
  assert.equal((await ask("/seeds/4")).status, 200);
  assert.equal(first.last()?.url, "/seed/4");
});

test("a route goes to one or the other by its conditions, and answers 404 where no step does", async () => {
  assert.equal((await ask("/choice/w", "POST")).status, 200);
  assert.equal(edge.menu.last()?.url, "/w");
  assert.equal((await ask("/choice/r")).status, 200);
  assert.equal(first.last()?.url, "/r");
  assert.equal(codeOf(await ask("/choice/nowhere")), "NOT_FOUND");
  assert.equal(codeOf(await ask("/silent")), "NOT_FOUND");
  assert.equal(codeOf(await ask("/unused")), "NOT_FOUND");
});

test("a host has its own routes, methods and paths theirs", async () => {
  assert.deepEqual(
    [
      await askHost("here.test:80", "/same"),
      await askHost("a.there.test", "/same"),
      await askHost("x.test", "/same"),
    ],
    ["200", "200", "404"],
  );
  assert.equal(first.last()?.url, "/base");
  assert.equal((await ask("/rest/x")).status, 200);
  assert.equal(codeOf(await ask("/rest/x", "DELETE")), "NOT_FOUND");
});

test("a public service that the file allows has a route while it is there; one of the file wins", async () => {
  assert.equal(codeOf(await ask("/api/v1/shop/cups")), "NOT_FOUND");
  edge.registry.add("shop", shop.port, { metadata: {} });
  assert.equal(codeOf(await ask("/api/v1/shop/cups")), "NOT_FOUND", "it has to say that it is public");
  edge.registry.remove("shop");
  edge.registry.add("shop", shop.port);
  const authorization = `Bearer ${await edge.tokenFor()}`;
  assert.equal((await edge.ask("GET", "/api/v1/shop/cups?a=b", { headers: { authorization } })).status, 200);
  assert.equal(shop.last()?.url, "/cups?a=b");
  assert.equal(namedIn(shop.last()?.headers)?.aud, "shop");
  assert.equal(codeOf(await ask("/api/v1/shop/internal/x")), "NOT_FOUND");
  assert.equal((await ask("/api/v1/shop/hidden")).status, 418);
  assert.equal(await askHost("own.test", "/api/v1/shop/mine/x"), "418");
  const seen = shop.seen.length;
  assert.equal(codeOf(await ask("/api/v1/shop/mine/x", "POST")), "NOT_FOUND", "of another method");
  assert.equal(await askHost("other.test", "/api/v1/shop/mine/x"), "404", "of another host");
  assert.equal(shop.seen.length, seen, "what the file says of it is all that there is");
  assert.equal(codeOf(await ask("/api/v1/member/me")), "NOT_FOUND", "registered and public, but not allowed");
  const evil = { headers: { origin: "https://evil.test" } };
  assert.equal(
    codeOf(await edge.ask("GET", "/api/v1/shop/cups", evil)),
    "FORBIDDEN",
    "with the same policies",
  );

  // A write is not sent twice, whatever it carries.
  shop.answer = () => ({ status: 503, body: "{}" });
  const before = shop.seen.length;
  await edge.ask("POST", "/api/v1/shop/cups", { key: "a-key-of-its-own" });
  assert.equal(shop.seen.length, before + 1);
  edge.registry.remove("shop");
  await until("the route is gone", async () => (await ask("/api/v1/shop/cups")).status === 404);
  assert.ok(edge.log.some((line) => line.includes('"route.appeared"') && line.includes('"shop"')));
});

test("a route for everything hides neither health nor operations", async () => {
  const wide = join(folder, "wide.yml");
  await writeFile(
    wide,
    `apiEndpoints: { all: { paths: "*" } }
serviceEndpoints: { one: { url: "http://127.0.0.1:${first.port}" } }
policies: [proxy]
pipelines: { all: { apiEndpoint: all, policy: { proxy: { action: { serviceEndpoint: one } } } } }
`,
  );
  const other = await edge.start({ GATEWAY_CONFIG: wide });
  const at = (path: string) => edge.ask("GET", path, { at: other });
  assert.equal((await at("/anything/at?all")).status, 200);
  assert.equal(first.last()?.url, "/anything/at?all");
  assert.equal((await at("/")).status, 200);
  const before = first.seen.length;
  assert.equal((await at("/healthz")).status, 200);
  assert.equal(codeOf(await at("/ops/registry")), "UNAUTHENTICATED");
  assert.equal(codeOf(await at("/internal/audit")), "NOT_FOUND");
  assert.equal((await at("/api/docs/openapi.json")).status, 200);
  assert.equal(first.seen.length, before);
  await other.stop();
});
