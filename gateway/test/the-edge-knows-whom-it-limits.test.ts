import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { BlockList } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { codeOf } from "@siren/chassis/testing/service-door";
import { packingFor } from "../src/edge/compression-rules.ts";
import { addressKey, createWhence } from "../src/edge/whence.ts";
import { type Gateway, namedIn, openGateway } from "../src/testing/open-gateway.ts";
import { connectRaw, sendRaw, upgradeRequest } from "../src/testing/raw-client.ts";

const routes = `
apiEndpoints: { order: { paths: /api/v1/order/** }, member: { paths: /api/v1/member/** }, staff: { paths: /api/v1/staff/** } }
serviceEndpoints: { order: { discover: order }, member: { discover: member } }
policies: [identity, limits, compression, proxy]
pipelines:
  order:
    apiEndpoints: [order]
    policies: [identity:, limits:, compression:, { proxy: { action: { serviceEndpoint: order, stripPath: true, ws: true } } }]
  staff:
    apiEndpoints: [staff]
    policies: [{ identity: { action: { roles: [barista, ops] } } }, { proxy: { action: { serviceEndpoint: order, stripPath: true } } }]
  member:
    apiEndpoints: [member]
    policies: [{ limits: { action: { attemptsOn: [/login] } } }, { proxy: { action: { serviceEndpoint: member, stripPath: true } } }]
`;

let edge: Gateway;
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "edge-limits-"));
  await writeFile(join(folder, "routes.yml"), routes);
  edge = await openGateway({
    GATEWAY_CONFIG: join(folder, "routes.yml"),
    TRUSTED_PROXIES: "127.0.0.0/8,10.0.0.0/8",
    LIMIT_MEMBER: "5/3600",
    LIMIT_GUEST: "3/3600",
    LIMIT_ADDRESS: "4/3600",
    LIMIT_ATTEMPT: "2/3600",
    LIMIT_NEWCOMERS: "4/3600",
  });
});
after(async () => {
  await edge?.close();
  await rm(folder, { recursive: true, force: true });
});

const orders = "/api/v1/order/orders";
const from = (address: string, headers: Record<string, string> = {}) => ({
  headers: { "x-forwarded-for": address, ...headers },
});
const bearer = async (sub: string) => ({ authorization: `Bearer ${await edge.tokenFor({ sub })}` });

describe("limits", () => {
  test("a member is counted as such, wherever they are, and is told how much is left", async () => {
    const one = await bearer("mem_0000000000000000000000M1NA");
    const first = await edge.ask("GET", orders, from("192.0.2.1", one));
    assert.equal(first.headers.get("ratelimit-policy"), '"member";q=5;w=3600');
    assert.equal(first.headers.get("ratelimit"), '"member";r=4;t=720');
    for (let i = 2; i <= 5; i += 1)
      assert.equal((await edge.ask("GET", orders, from(`192.0.2.${i}`, one))).status, 200);
    const over = await edge.ask("GET", orders, from("192.0.2.6", one));
    assert.equal(codeOf(over), "TOO_MANY_REQUESTS");
    const waitS = Number(over.headers.get("retry-after"));
    assert.ok(waitS > 700 && waitS <= 720, String(waitS));
    const other = await bearer("mem_00000000000000000000000JUN");
    assert.equal(
      (await edge.ask("GET", orders, from("192.0.2.1", other))).status,
      200,
      "a neighbour in the cafe",
    );
    assert.match(await edge.metrics(), /gateway_limits_refused\w*\{[^}]*limit="member"[^}]*\} 1/);
  });

  test("who has not signed in is counted by address, and a made-up guest cookie helps nobody out of it", async () => {
    const guest = (letter: string) => ({ cookie: `siren_guest=${letter.repeat(43)}` });
    const codes: (string | number)[] = [];
    for (const letter of ["a", "b", "c", "d", "e"]) {
      const answer = await edge.ask("GET", orders, from("198.51.100.1", guest(letter)));
      codes.push(answer.status === 200 ? 200 : codeOf(answer));
    }
    assert.deepEqual(codes, [200, 200, 200, 200, "TOO_MANY_REQUESTS"]);
    for (let i = 0; i < 3; i += 1)
      assert.equal((await edge.ask("GET", orders, from(`198.51.100.${i + 2}`, guest("z")))).status, 200);
    assert.equal(
      codeOf(await edge.ask("GET", orders, from("198.51.100.9", guest("z")))),
      "TOO_MANY_REQUESTS",
    );
    const sameLine = (i: number) => from(`2001:db8:1:2:${i}::1`);
    for (let i = 0; i < 4; i += 1) assert.equal((await edge.ask("GET", orders, sameLine(i))).status, 200);
    assert.equal(codeOf(await edge.ask("GET", orders, sameLine(9))), "TOO_MANY_REQUESTS");
  });

  test("signing in is counted by account and address, and by address for whichever account", async () => {
    const login = (address: string, email: string) =>
      edge.ask("POST", "/api/v1/member/login", { ...from(address), body: { email } });
    for (const email of ["mina@siren.example", " MINA@siren.example"])
      assert.equal((await login("203.0.113.1", email)).status, 200);
    assert.equal(codeOf(await login("203.0.113.1", "mina@siren.example")), "TOO_MANY_REQUESTS");
    assert.equal((await login("203.0.113.1", "jun@siren.example")).status, 200);
    assert.equal((await login("203.0.113.2", "mina@siren.example")).status, 200, "from elsewhere");
    assert.equal(edge.member.last()?.body, '{"email":"mina@siren.example"}', "the body is passed on whole");
    const numbers = ["a", "b", "c", "d", "e"];
    const asked = await Promise.all(numbers.map((name) => login("203.0.113.3", `${name}@siren.example`)));
    assert.equal(asked.filter(({ status }) => status === 200).length, 4);
  });

  test("an upgrade is counted as a request is, and is no way on for whom requests are refused", async () => {
    const upgrade = async (address: string, headers: Record<string, string> = {}) => {
      const client = await connectRaw(edge.url());
      const path = "/api/v1/order/socket.io/?EIO=4";
      client.say(upgradeRequest(path, { "X-Forwarded-For": address, ...headers }));
      await client.hears("\r\n\r\n");
      client.end();
      return client.heard();
    };
    for (let i = 0; i < 2; i += 1)
      assert.equal((await edge.ask("GET", orders, from("198.51.100.31"))).status, 200);
    for (let i = 0; i < 2; i += 1) assert.match(await upgrade("198.51.100.31"), /^HTTP\/1\.1 101/);
    const before = edge.order.upgrades.length;
    const refused = await upgrade("198.51.100.31");
    assert.match(refused, /^HTTP\/1\.1 429/);
    assert.match(refused, /\r\nRetry-After: \d+\r\n/);
    assert.equal(edge.order.upgrades.length, before);
    const member = { Authorization: (await bearer("mem_00000000000000000000000SU2")).authorization };
    for (let i = 0; i < 5; i += 1) assert.match(await upgrade("198.51.100.31", member), /^HTTP\/1\.1 101/);
    assert.match(await upgrade("198.51.100.31", member), /^HTTP\/1\.1 429/);
  });

  test("whoever asks from this machine itself may ask a hundred times as much", async () => {
    for (let i = 0; i < 30; i += 1) assert.equal((await edge.ask("GET", orders)).status, 200);
    assert.equal((await edge.ask("GET", orders)).headers.get("ratelimit-policy"), '"address";q=400;w=3600');
  });
});

describe("where a request came from", () => {
  test("services hear of the browser and of the proxies that we trust, and of nobody else's word", async () => {
    const heard = async (headers: Record<string, string>) => {
      await edge.ask("GET", orders, { headers });
      const {
        "x-forwarded-for": chain,
        "x-forwarded-proto": proto,
        forwarded,
      } = edge.order.last()?.headers ?? {};
      return [chain, proto, forwarded];
    };
    assert.deepEqual(
      await heard({ "x-forwarded-for": "192.0.2.99, 192.0.2.51, 10.1.2.3", "x-forwarded-proto": "https" }),
      ["192.0.2.51, 10.1.2.3, 127.0.0.1", "https", undefined],
    );
    assert.deepEqual(await heard({ forwarded: 'for=192.0.2.98;proto=https, for="[2001:db8::7]:4711"' }), [
      "2001:db8::7, 127.0.0.1",
      "https",
      undefined,
    ]);
    assert.deepEqual(await heard({ "x-forwarded-for": "192.0.2.97, not an address" }), [
      "127.0.0.1",
      "http",
      undefined,
    ]);
  });

  test("without trusted proxies it is the socket's word alone", () => {
    const nobody = createWhence(undefined);
    const none = createWhence(new BlockList());
    const req = {
      headers: { "x-forwarded-for": "192.0.2.1", "x-forwarded-proto": "https", host: "edge.test" },
      socket: { remoteAddress: "::ffff:198.51.100.7" },
    };
    const told = { address: "198.51.100.7", proto: "http", host: "edge.test", forwardedFor: "198.51.100.7" };
    assert.deepEqual([nobody(req), none(req)], [told, told]);
  });

  test("one line of IPv6 is one address, however it is written", () => {
    assert.equal(addressKey("192.0.2.1"), "192.0.2.1");
    for (const same of [
      "2001:db8:1:2::",
      "2001:db8:1:2::1",
      "2001:0db8:0001:0002:ffff:1:2:3",
      "2001:db8:1:2:a::b",
    ])
      assert.equal(addressKey(same), "2001:db8:1:2::/64", same);
    assert.equal(addressKey("::1"), "0:0:0:0::/64");
    assert.equal(addressKey("fd00::1:2"), "fd00:0:0:0::/64");
  });

  test("a browser that came by TLS, as a trusted proxy says, is told to stay with it", async () => {
    const told = async (proto: string) =>
      (await edge.ask("GET", orders, from("192.0.2.52", { "x-forwarded-proto": proto }))).headers;
    assert.match((await told("https")).get("strict-transport-security") ?? "", /^max-age=15552000/);
    const plain = await told("http");
    assert.equal(plain.get("strict-transport-security"), null);
    assert.match(plain.get("content-security-policy") ?? "", /default-src 'none'/);
    assert.equal(plain.get("x-content-type-options"), "nosniff");
  });
});

describe("who gets through", () => {
  test("a route that asks for a role refuses everybody else before the service hears of them", async () => {
    const seen = edge.order.seen.length;
    assert.equal(codeOf(await edge.ask("GET", "/api/v1/staff/x")), "UNAUTHENTICATED");
    const as = async (roles: ("customer" | "barista")[]) =>
      edge.ask("GET", "/api/v1/staff/x", {
        headers: { authorization: `Bearer ${await edge.tokenFor({ roles })}` },
      });
    assert.equal(codeOf(await as(["customer"])), "FORBIDDEN");
    assert.equal(edge.order.seen.length, seen);
    assert.equal((await as(["barista"])).status, 200);
  });

  test("naming our own header in Connection takes no identity away", async () => {
    const { authorization } = await bearer("mem_00000000000000000000000SU1");
    const answer = await sendRaw(
      edge.url(),
      `GET ${orders} HTTP/1.1\r\nHost: edge.test\r\nX-Mine: 1\r\nConnection: close, x-siren-identity, x-mine\r\nAuthorization: ${authorization}\r\n\r\n`,
    );
    assert.match(answer, /^HTTP\/1\.1 200/);
    const { headers } = edge.order.last() ?? {};
    assert.equal(namedIn(headers)?.via, "token");
    assert.equal(headers?.["x-mine"], undefined);
  });

  test("a service that leads back to us ends the circle, and it goes round but once", async () => {
    const { port } = new URL(edge.url());
    const before = edge.log.filter((line) => line.includes('"request.answered"')).length;
    edge.registry.remove("member");
    // The same process: not even asked. Another that has our name: refused by it.
    edge.registry.add("member", Number(port));
    assert.equal(codeOf(await edge.ask("GET", "/api/v1/member/me", from("192.0.2.71"))), "NO_INSTANCE");
    const twin = await edge.start();
    edge.registry.remove("member");
    edge.registry.add("member", Number(new URL(twin.url).port));
    const answer = await edge.ask("GET", "/api/v1/member/api/v1/member/me", from("192.0.2.72"));
    assert.equal(codeOf(answer), "LOOP_DETECTED");
    await twin.stop();
    const lines = edge.log.filter((line) => line.includes('"request.answered"')).length - before;
    assert.ok(lines <= 4, String(lines));
  });
});

describe("compression", () => {
  const long = JSON.stringify(Array.from({ length: 200 }, (_, i) => ({ id: i, name: "카페라떼" })));
  let asked = 0;
  const ask = async (
    accepted: string,
    headers: Record<string, string> = {},
    body = long,
    { method = "GET", more = "", status = 200 } = {},
  ) => {
    edge.order.answer = () => ({ status, headers: { etag: '"v1"', ...headers }, body });
    asked += 1;
    const raw = await sendRaw(
      edge.url(),
      `${method} ${orders} HTTP/1.1\r\nHost: edge.test\r\nConnection: close\r\nX-Forwarded-For: 192.0.${accepted.length}.${asked}\r\nAccept-Encoding: ${accepted}\r\n${more}\r\n`,
    );
    const [head = "", ...rest] = raw.split("\r\n\r\n");
    return { head, sent: Buffer.from(rest.join("\r\n\r\n"), "latin1") };
  };

  test("text that is long enough goes out packed as the browser takes it, and is the same when unpacked", async () => {
    const br = await ask("gzip, deflate, br", { "content-length": String(Buffer.byteLength(long)) });
    assert.match(br.head, /content-encoding: br/i);
    assert.match(br.head, /vary: accept-encoding/i);
    assert.match(br.head, /etag: W\/"v1"/i);
    assert.equal(brotliDecompressSync(br.sent).toString(), long);
    const zipped = await ask("gzip;q=1.0, br;q=0", {
      "content-length": String(Buffer.byteLength(long)),
      vary: "Origin",
    });
    assert.match(zipped.head, /content-encoding: gzip/i);
    assert.match(zipped.head, /vary: Origin, Accept-Encoding/i);
    assert.equal(gunzipSync(zipped.sent).toString(), long);
    assert.ok(zipped.sent.length < long.length / 5);
  });

  test("what is short, packed already, not to be touched, a picture or an event stream goes as it is", async () => {
    const length = { "content-length": String(Buffer.byteLength(long)) };
    for (const [headers, body] of [
      [{ "content-length": "2" }, "{}"],
      [{ ...length, "content-encoding": "zstd" }, long],
      [{ ...length, "cache-control": "public, no-transform" }, long],
      [{ ...length, "content-type": "image/png" }, long],
      [{ "content-type": "text/event-stream" }, long],
      [{ ...length, "set-cookie": "siren_refresh=x" }, long],
    ] as const) {
      const { head } = await ask("br, gzip", headers, body);
      assert.doesNotMatch(head, /content-encoding: (br|gzip)/i, JSON.stringify(headers));
      assert.match(head, /etag: "v1"/i);
    }
    const none = await ask("identity", length);
    assert.doesNotMatch(none.head, /content-encoding/i);
    assert.match(none.head, /vary: accept-encoding/i);
  });

  test("a HEAD and a 304 say of it what the GET said", async () => {
    const length = { "content-length": String(Buffer.byteLength(long)) };
    const head = await ask("br", length, undefined, { method: "HEAD" });
    assert.match(head.head, /etag: W\/"v1"/i);
    assert.match(head.head, /vary: accept-encoding/i);
    assert.doesNotMatch(head.head, /content-length/i);
    assert.equal(head.sent.length, 0);
    const picture = await ask("br", { ...length, "content-type": "image/png" }, undefined, {
      method: "HEAD",
    });
    assert.match(picture.head, /etag: "v1"/i);
    assert.match(picture.head, /content-length/i);
    for (const [presented, told] of [
      ['W/"v1"', /etag: W\/"v1"/i],
      ['"v1"', /etag: "v1"/i],
      ['"v0", W/"v1"', /etag: W\/"v1"/i],
    ] as const) {
      const same = await ask("br", {}, "", { status: 304, more: `If-None-Match: ${presented}\r\n` });
      assert.match(same.head, /^HTTP\/1\.1 304/);
      assert.match(same.head, told, presented);
      assert.match(same.head, /vary: accept-encoding/i);
    }
  });

  test("what a browser takes is read with its weights", () => {
    for (const [said, packing] of [
      ["br", "br"],
      ["gzip, br", "br"],
      ["gzip;q=0.9, br;q=0.5", "gzip"],
      ["*", "br"],
      ["*;q=0", undefined],
      ["br;q=0, *", "gzip"],
      ["deflate", undefined],
      ["", undefined],
      ["GZIP", "gzip"],
    ] as const)
      assert.equal(packingFor(said), packing, said);
  });
});
