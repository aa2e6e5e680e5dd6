import assert from "node:assert/strict";
import { test } from "node:test";
import { identityHeader } from "@siren/contracts/identity";
import { type CryptoKey, importJWK } from "jose";
import { customer, personClaims, startWorld, type World } from "../../test/back-end-world.ts";
import { makeKey, sign } from "../../test/people-world.ts";
import { assertProblem } from "../../test/problem-of.ts";
import type { Access } from "../http/routes.ts";
import { route } from "../http/routes.ts";
import { until } from "../testing/until.ts";
import { anonymous } from "./caller.ts";
import { createIdentitySigner } from "./identity.ts";

const whoAmI = (path: string, access: Access) =>
  route({ method: "GET", path, access, handle: async ({ caller }) => ({ status: 200, body: caller }) });

const routes = [
  whoAmI("/anyone", "anyone"),
  whoAmI("/mine", { roles: ["customer", "guest"] }),
  whoAmI("/staff", { roles: ["barista", "manager"] }),
  whoAmI("/day", { roles: ["customer", "guest"], byPass: true }),
  whoAmI("/internal/feed", { services: ["barista", "member"] }),
];

const get = (world: World, path: string, headers: Record<string, string> = {}) =>
  fetch(world.url + path, { headers });

const service = (name: string) => ({
  iss: name,
  aud: "order",
  sub: name,
  roles: ["service"],
  stores: [],
  via: "service",
  authAtMs: 0,
});

async function headerOf(
  key: Parameters<typeof sign>[0],
  claims: Record<string, unknown>,
  expiresInMs = 30_000,
  lifetimeMs = 30_000,
): Promise<Record<string, string>> {
  const expiresMs = Date.now() + expiresInMs;
  return { [identityHeader]: await sign(key, claims, { issuedMs: expiresMs - lifetimeMs, expiresMs }) };
}

test("the right identity is let in, and its caller is known", async (t) => {
  const world = await startWorld(t, { routes });
  const mine = await get(world, "/mine", await world.as());
  assert.equal(mine.status, 200);
  const caller = (await mine.json()) as Record<string, unknown>;
  assert.equal(caller.kind, "member");
  assert.equal(caller.sub, customer);
  assert.equal(caller.via, "token");
  const barista = await headerOf(world.keys.barista, service("barista"));
  const internal = (await (await get(world, "/internal/feed", barista)).json()) as Record<string, unknown>;
  assert.deepEqual([internal.kind, internal.sub], ["service", "barista"]);
  const guest = await world.as({ sub: "hash", roles: ["guest"], via: "guest" });
  const asGuest = (await (await get(world, "/mine", guest)).json()) as Record<string, unknown>;
  assert.equal(asGuest.kind, "guest");
});

test("an identity that is not true is refused on every route, also where anyone may come", async (t) => {
  const world = await startWorld(t, { routes });
  const { gateway, barista, menu } = world.keys;
  const person = personClaims("order", Date.now());
  const good = (await world.as())[identityHeader] ?? "";
  const [head = "", claims = "", signature = ""] = good.split(".");
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const ops = encoded({ ...JSON.parse(Buffer.from(claims, "base64url").toString()), roles: ["ops"] });
  const jws = (value: string) => ({ [identityHeader]: value });

  const untrue: Record<string, Record<string, string>> = {
    "no JWS at all": jws("me"),
    empty: jws(""),
    "claims changed after signing": jws(`${head}.${ops}.${signature}`),
    "algorithm none": jws(`${encoded({ alg: "none", kid: "gateway" })}.${claims}.`),
    "a key of another kind": jws(`${encoded({ alg: "HS256", kid: "gateway" })}.${claims}.${signature}`),
    "signed by a made-up key of a known name": await headerOf(makeKey("gateway"), person),
    "signed by somebody unknown": await headerOf(makeKey("attacker"), { ...person, iss: "attacker" }),
    expired: await headerOf(gateway, person, -6_000),
    "valid for too long": await headerOf(gateway, person, 3_600_000, 3_600_000),
    "for another audience": await headerOf(gateway, { ...person, aud: "member" }),
    "a service that speaks for a member": await headerOf(barista, { ...person, iss: "barista" }),
    "a service that says it is the gateway": await headerOf(barista, person),
    "a service that says it is another": await headerOf(menu, { ...service("menu"), sub: "barista" }),
    "a service that says it is staff": await headerOf(menu, {
      ...service("menu"),
      roles: ["service", "ops"],
    }),
    "a person who says it is a service": await headerOf(gateway, { ...person, roles: ["service"] }),
    "a role that nobody has": await headerOf(gateway, { ...person, roles: ["owner"] }),
    "a guest who has a name": await headerOf(gateway, {
      ...person,
      ...{ roles: ["guest"], via: "guest", nickname: "미나" },
    }),
    "a service that has a name": await headerOf(menu, { ...service("menu"), nickname: "미나" }),
    "without a moment of sign-in": await headerOf(gateway, { ...person, authAtMs: undefined }),
  };
  for (const [what, headers] of Object.entries(untrue)) {
    for (const path of ["/anyone", "/mine", "/internal/feed"]) {
      const answer = await get(world, path, headers);
      assert.equal(answer.status, 401, `${what} at ${path}`);
      await assertProblem(answer, "UNAUTHENTICATED");
    }
  }
});

test("what a member is called comes along whatever its letters; guests and services are called nothing", async (t) => {
  const world = await startWorld(t, { routes });
  const { callers } = world.backEnd;
  const gateway = createIdentitySigner(
    { name: "gateway", key: (await importJWK(world.keys.gateway.privateJwk, "EdDSA")) as CryptoKey },
    Date.now,
  );
  const member = { ...anonymous, kind: "member" as const, sub: customer, roles: ["customer" as const] };
  for (const nickname of ["미나", "서연🐰", "Zoë\r\nx: y", "가".repeat(64)]) {
    const header = await gateway.headerFor("order", { ...member, via: "token", nickname });
    assert.match(header, /^[\w.-]+$/);
    assert.equal((await callers.fromHeader(header)).nickname, nickname);
    const told = (await (await get(world, "/mine", { [identityHeader]: header })).json()) as {
      nickname: string;
    };
    assert.equal(told.nickname, nickname);
  }
  const renamed = await gateway.headerFor("order", { ...member, via: "token", nickname: "서연" });
  assert.equal((await callers.fromHeader(renamed)).nickname, "서연", "another name is signed anew");
  const unnamed = await gateway.headerFor("order", { ...member, via: "token" });
  assert.equal("nickname" in (await callers.fromHeader(unnamed)), false);
  const guest = { ...member, kind: "guest" as const, roles: ["guest" as const], via: "guest" as const };
  const asGuest = await callers.fromHeader(await gateway.headerFor("order", { ...guest, nickname: "미나" }));
  assert.deepEqual([asGuest.kind, "nickname" in asGuest], ["guest", false]);
});

test("who has only the outage pass is let in where the route says so, and told why where it does not", async (t) => {
  const world = await startWorld(t, { routes });
  const pass = await world.as({ via: "pass" });
  const known = (await (await get(world, "/day", pass)).json()) as Record<string, unknown>;
  assert.deepEqual([known.sub, known.via], [customer, "pass"]);
  assert.equal((await get(world, "/anyone", pass)).status, 200);
  const refused = await get(world, "/mine", pass);
  const told = (await refused.clone().json()) as Record<string, unknown>;
  await assertProblem(refused, "UNAUTHENTICATED");
  assert.equal(told.because, "outage-pass");
  await assertProblem(await get(world, "/staff", pass), "FORBIDDEN");
  await assertProblem(await get(world, "/internal/feed", pass), "FORBIDDEN");
  const guest = await world.as({ sub: "hash", roles: ["guest"], via: "guest" });
  assert.equal((await get(world, "/mine", guest)).status, 200);
});

test("whoever shows no identity is nobody, whatever else it brings", async (t) => {
  const world = await startWorld(t, { routes });
  const token = await world.token();
  const shown: Record<string, string>[] = [
    {},
    { authorization: `Bearer ${token}` },
    { cookie: `siren_pass=${token}` },
  ];
  for (const headers of shown) {
    const anyone = (await (await get(world, "/anyone", headers)).json()) as Record<string, unknown>;
    assert.equal(anyone.kind, "anonymous");
    for (const path of ["/mine", "/staff", "/internal/feed"]) {
      await assertProblem(await get(world, path, headers), "UNAUTHENTICATED");
    }
  }
});

test("the wrong role, and a person or the wrong service on an internal path, are forbidden", async (t) => {
  const world = await startWorld(t, { routes });
  await assertProblem(await get(world, "/staff", await world.as()), "FORBIDDEN");
  await assertProblem(await get(world, "/internal/feed", await world.as({ roles: ["ops"] })), "FORBIDDEN");
  const menu = await headerOf(world.keys.menu, service("menu"));
  await assertProblem(await get(world, "/internal/feed", menu), "FORBIDDEN");
  const barista = await headerOf(world.keys.barista, service("barista"));
  await assertProblem(await get(world, "/mine", barista), "FORBIDDEN");
});

test("an identity that was let in before is refused once it has run out, or its sign-in was ended", async (t) => {
  const world = await startWorld(t, { routes });
  const headers = await world.as();
  assert.equal((await get(world, "/mine", headers)).status, 200);
  world.pass(36_000);
  await assertProblem(await get(world, "/mine", headers), "UNAUTHENTICATED");

  const later = await world.as({ authAtMs: Date.now() });
  assert.equal((await get(world, "/mine", later)).status, 200);
  world.member.revoke(customer, Date.now() + 1);
  await until("it is refused", async () => (await get(world, "/mine", later)).status === 401, 2_000);
  const signedInAgain = await world.as({ authAtMs: Date.now() + 60_000 });
  assert.equal((await get(world, "/mine", signedInAgain)).status, 200);
});

test("what a service signs for itself is taken by the one it is for, and signed once for many calls", async (t) => {
  const world = await startWorld(t, { routes });
  const { identity, callers } = world.backEnd;
  const own = await identity.headerFor("order");
  assert.equal(await identity.headerFor("order"), own);
  assert.equal((await callers.fromHeader(own)).sub, "order");
  await assert.rejects(callers.fromHeader(await identity.headerFor("member")), { code: "UNAUTHENTICATED" });
  world.pass(11_000);
  assert.notEqual(await identity.headerFor("order"), own);
});
