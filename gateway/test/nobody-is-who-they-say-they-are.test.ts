import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { decodeJwt } from "jose";
import { type Gateway, mina, namedIn, openGateway } from "../src/testing/open-gateway.ts";

let edge: Gateway;
before(async () => {
  edge = await openGateway();
});
after(() => edge.close());

const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  edge.ask(method, path, { headers });
const orders = "/api/v1/order/orders";

test("what the browser claims to be is dropped, and what is ours to say is said by us", async () => {
  const forged = await edge.signed("order");
  await ask(orders, {
    ...{ "x-siren-identity": forged, "x-forwarded-for": "10.9.9.9", "x-forwarded-proto": "https" },
    ...{ "x-forwarded-host": "evil.example", "x-real-ip": "10.9.9.9", forwarded: "for=10.9.9.9" },
    cookie: "siren_refresh=secret; siren_pass=secret; other=1",
  });
  const { headers } = edge.order.last() ?? {};
  assert.equal(headers?.["x-siren-identity"], undefined);
  assert.equal(headers?.cookie, undefined);
  assert.equal(headers?.["x-real-ip"], undefined);
  assert.equal(headers?.forwarded, undefined);
  assert.deepEqual([headers?.["x-forwarded-for"], headers?.["x-forwarded-proto"]], ["127.0.0.1", "http"]);
  assert.notEqual(headers?.["x-forwarded-host"], "evil.example");
});

test("a trace from outside is gone on with, by W3C's header or by Jaeger's, and both are said anew", async () => {
  const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
  const uber = { "uber-trace-id": "f1c2a3b4d5e6f70:1a2b3c4d5e6f7081:0:3" };
  const told = async (said: Record<string, string>) => {
    await ask(orders, { ...said, tracestate: "theirs=1,siren=client" });
    const { headers = {} } = edge.order.last() ?? {};
    assert.deepEqual([headers["uber-trace-id"], headers.tracestate], [undefined, undefined]);
    const [version, trace = "", span = "", flags] = String(headers.traceparent).split("-");
    assert.match(`${version}-${trace}-${span}-${flags}`, /^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/);
    return { trace, span };
  };
  const known = await told({ traceparent, ...uber });
  assert.equal(known.trace, traceId);
  assert.notEqual(known.span, "00f067aa0ba902b7");
  assert.equal((await told(uber)).trace, "00000000000000000f1c2a3b4d5e6f70");
  for (const strange of ["", "1:2:3", "0:0:0:0", `${"f".repeat(33)}:1:0:1`, "<script>:1:0:1"])
    assert.ok(!/^0{16}|f{32}/.test((await told({ "uber-trace-id": strange })).trace), strange);
});

test("a token becomes an identity of thirty seconds, and is itself not passed on", async () => {
  const answer = await ask(orders, { authorization: `Bearer ${await edge.tokenFor()}` });
  assert.equal(answer.status, 200);
  const { headers } = edge.order.last() ?? {};
  assert.equal(headers?.authorization, undefined);
  assert.deepEqual(namedIn(headers), {
    ...{ iss: "gateway", aud: "order", sub: mina, via: "token", roles: ["customer"] },
  });
});

test("what a member is called goes on with the identity; nobody else can say it", async () => {
  const nicknameOf = () => decodeJwt(String(edge.order.last()?.headers["x-siren-identity"])).nickname;
  const token = await edge.tokenFor({ nickname: "미나🐰" });
  assert.equal((await ask(orders, { authorization: `Bearer ${token}` })).status, 200);
  assert.equal(nicknameOf(), "미나🐰");
  await ask(orders, { authorization: `Bearer ${await edge.tokenFor()}` });
  assert.equal(nicknameOf(), undefined, "a token from before says nothing");
  await ask(`${orders}?nickname=mina`, {
    ...{ cookie: `siren_guest=${"g".repeat(43)}; nickname=mina`, "x-siren-nickname": "mina" },
    "x-siren-identity": await edge.signed("order"),
  });
  assert.equal(nicknameOf(), undefined, "a guest has no name");
});

test("a token that is no good is refused, and nothing reaches the service", async () => {
  const before = edge.order.seen.length;
  const expired = await edge.tokenFor({}, -1_000);
  assert.equal(codeOf(await ask(orders, { authorization: `Bearer ${expired}` })), "TOKEN_EXPIRED");
  const pass = await edge.tokenFor({ use: "outage" });
  for (const authorization of ["Bearer x", "Bearer a.b.c", "Basic bWluYTpwdw==", "Bearer", `Bearer ${pass}`])
    assert.equal(codeOf(await ask(orders, { authorization })), "UNAUTHENTICATED", authorization);
  assert.equal(edge.order.seen.length, before);
});

test("a guest is known by the hash of the cookie", async () => {
  const cookie = "g".repeat(43);
  await ask(orders, { cookie: `siren_guest=${cookie}` });
  const hash = createHash("sha256").update(cookie).digest("base64url");
  assert.deepEqual(namedIn(edge.order.last()?.headers), {
    ...{ iss: "gateway", aud: "order", sub: hash, via: "guest", roles: ["guest"] },
  });
  await ask(orders, { cookie: "siren_guest=short" });
  assert.equal(namedIn(edge.order.last()?.headers), undefined);
});

test("who speaks for a member is never served as the guest of the same browser", async () => {
  const said = { "siren-speaks-for": "member" };
  const guest = `siren_guest=${"g".repeat(43)}`;
  const before = edge.order.seen.length;
  for (const headers of [{ ...said, cookie: guest }, said, { ...said, cookie: "siren_guest=short" }])
    for (const method of ["GET", "POST"])
      assert.equal(codeOf(await ask(orders, headers, method)), "UNAUTHENTICATED");
  assert.equal(edge.order.seen.length, before);
  const authorization = `Bearer ${await edge.tokenFor()}`;
  assert.equal((await ask(orders, { ...said, cookie: guest, authorization })).status, 200);
  assert.equal(namedIn(edge.order.last()?.headers)?.sub, mina);
});

test("the cookies of signing in, and no other, go to member where they are asked for, and nowhere else", async () => {
  const cookie = "a=1; siren_refresh=the-token; siren_pass=p; siren_guest=g; siren_device=d";
  const cookieAt = async (path: string) => {
    await ask(`/api/v1/member${path}`, { cookie }, "POST");
    return edge.member.seen.findLast(({ url }) => url === path)?.headers.cookie;
  };
  for (const path of ["/refresh", "/logout", "/login", "/me", "/oidc/google/callback"])
    assert.equal(await cookieAt(path), "siren_refresh=the-token; siren_device=d", path);
  for (const path of ["/cards", "/oidc/google/callback/x", "/refresh/x", "/x/refresh"])
    assert.equal(await cookieAt(path), undefined, path);
  await ask("/api/v1/order/refresh", { cookie }, "POST");
  assert.equal(edge.order.last()?.headers.cookie, undefined);
});

test("signing in anew works with whatever has run out", async () => {
  const authorization = `Bearer ${await edge.tokenFor({}, -1_000)}`;
  const answer = await ask("/api/v1/member/refresh", { authorization, cookie: "siren_refresh=x" }, "POST");
  assert.equal(answer.status, 200);
  const own = await ask("/api/v1/member/me", { authorization, cookie: "siren_refresh=x" });
  assert.equal(codeOf(own), "TOKEN_EXPIRED", "what is not signing in needs a token that counts");
});

test("a page of another site may not call, neither may one without an origin of its own", async () => {
  const host = new URL(edge.url()).host;
  assert.equal((await ask(orders, { origin: `http://${host}` })).status, 200);
  for (const origin of [
    "https://evil.example",
    "null",
    "http://127.0.0.1:1",
    `http://${host}.evil.example`,
  ]) {
    assert.equal(codeOf(await ask(orders, { origin })), "FORBIDDEN", origin);
    assert.equal(codeOf(await ask(orders, { origin }, "POST")), "FORBIDDEN", origin);
    assert.equal(codeOf(await ask("/ops/routes", { origin })), "FORBIDDEN", origin);
  }
});

test("operations is for ops only, and a forged identity opens nothing there", async () => {
  const as = async (roles: ("ops" | "customer" | "manager")[]) =>
    ask("/ops/routes", { authorization: `Bearer ${await edge.tokenFor({ roles })}` });
  assert.equal((await as(["ops"])).status, 200);
  assert.equal(codeOf(await as(["customer"])), "FORBIDDEN");
  assert.equal(codeOf(await as(["manager"])), "FORBIDDEN");
  assert.equal(codeOf(await ask("/ops/routes")), "UNAUTHENTICATED");
  const forged = await edge.signed({
    ...{ kind: "member", sub: mina, roles: ["ops"], stores: [], via: "token", authAtMs: edge.now() },
  });
  assert.equal(codeOf(await ask("/ops/routes", { "x-siren-identity": forged })), "UNAUTHENTICATED");
  assert.equal(codeOf(await ask("/OPS/routes", { "x-siren-identity": forged })), "NOT_FOUND");
});

test("the outage pass counts while member is down, and only then", async () => {
  const pass = await edge.tokenFor({ use: "outage" }, 3_600_000);
  const cookie = `siren_pass=${pass}`;
  const named = async (headers: Record<string, string>) => {
    const answer = await ask(orders, headers);
    return answer.status === 200 ? namedIn(edge.order.last()?.headers)?.via : codeOf(answer);
  };
  // The keys are known from before the outage, as in a day's work.
  await named({ authorization: `Bearer ${await edge.tokenFor()}` });
  const expired = `Bearer ${await edge.tokenFor({}, -1_000)}`;
  assert.equal(await named({ cookie }), undefined, "member is there: sign in or refresh");
  assert.equal(await named({ cookie, authorization: expired }), "TOKEN_EXPIRED");
  await edge.member.stop();
  await until("the probe has noticed", async () => (await named({ cookie })) === "pass");
  assert.equal(await named({ cookie, authorization: expired }), "pass");
  assert.equal(await named({ authorization: `Bearer ${await edge.tokenFor()}` }), "token");
  const access = await edge.tokenFor();
  assert.equal(await named({ cookie: `siren_pass=${access}` }), undefined, "a token is no pass");
  // What the browser sends by itself must not shut it out of what anybody may see.
  const said = { "siren-speaks-for": "member" };
  assert.equal(await named({ cookie, ...said }), "pass");
  assert.equal(await named({ cookie: `siren_guest=${"g".repeat(43)}`, ...said }), "UNAUTHENTICATED");
  assert.equal(await named({ cookie: "siren_pass=old" }), undefined);
  assert.equal(await named({ cookie: `siren_pass=old; siren_guest=${"g".repeat(43)}` }), "guest");
  await edge.member.start();
  await until("it is back", async () => (await named({ cookie })) === undefined);
});
