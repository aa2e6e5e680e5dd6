import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Answer, codeOf, person } from "@siren/chassis/testing/service-door";
import { goodPassword, type Member, openMember } from "../src/testing/open-member.ts";

let door: Member;
before(async () => {
  door = await openMember();
});
after(() => door.close());

const cookiesOf = ({ headers }: Pick<Answer, "headers">) =>
  new Map(headers.getSetCookie().map((one) => [one.slice(0, one.indexOf("=")), one]));
const refreshOf = (answer: Pick<Answer, "headers">) =>
  cookiesOf(answer).get("siren_refresh")?.split(";")[0] ?? "";
const refresh = (cookie: string) => door.ask("POST", "/refresh", { headers: { cookie } });
const logout = (cookie: string, more = {}) =>
  door.ask("POST", "/logout", { headers: { cookie }, body: {}, ...more });
const claimsOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());

test("registering signs in: a short token in the body, the rest in cookies that no script can read", async () => {
  const mina = await door.somebody();
  const { accessToken, expiresAt, member } = mina.session;
  assert.deepEqual(Object.keys(mina.session).sort(), ["accessToken", "expiresAt", "member"]);
  assert.deepEqual(member.roles, ["customer"]);
  const claims = claimsOf(accessToken);
  assert.deepEqual([claims.use, claims.sub, claims.exp - claims.iat], ["access", mina.memberId, 900]);
  assert.ok(Math.abs(expiresAt - claims.exp * 1000) < 1_000);
  const set = cookiesOf(mina);
  const [refreshCookie, pass] = [set.get("siren_refresh") ?? "", set.get("siren_pass") ?? ""];
  assert.match(refreshCookie, /; Path=\/api\/v1\/member; Max-Age=2592000; HttpOnly; SameSite=Strict$/);
  assert.match(pass, /; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
  const outage = claimsOf(pass.split(";")[0]?.split("=")[1] ?? "");
  assert.deepEqual([outage.use, outage.exp - outage.iat], ["outage", 12 * 3600]);
  assert.equal(mina.headers.get("cache-control"), "no-store");
});

test("token and pass say what their owner is called; a new name comes with the next refresh", async () => {
  const mina = await door.somebody();
  const passOf = (answer: Pick<Answer, "headers">) =>
    cookiesOf(answer).get("siren_pass")?.split(";")[0]?.split("=")[1] ?? "";
  const { nickname } = mina.session.member;
  assert.deepEqual(
    [claimsOf(mina.session.accessToken).nickname, claimsOf(passOf(mina)).nickname],
    [nickname, nickname],
  );
  assert.match(mina.session.accessToken, /^[\w.-]+$/);
  const changed = await door.ask("PATCH", "/me", { as: mina.as, body: { nickname: "서연🐰" } });
  assert.equal(changed.status, 200);
  const next = await refresh(refreshOf(mina));
  assert.deepEqual(
    [claimsOf(next.body.accessToken).nickname, claimsOf(passOf(next)).nickname],
    ["서연🐰", "서연🐰"],
  );
});

test("over https, and only there, the cookies are marked as such", async () => {
  const { email } = await door.somebody();
  const body = { email: email.toUpperCase(), password: goodPassword };
  const secure = await door.ask("POST", "/login", { body, headers: { "x-forwarded-proto": "https" } });
  assert.equal(secure.status, 200);
  for (const cookie of cookiesOf(secure).values()) assert.match(cookie, /; Secure$/);
});

test("an address is registered once, whatever its case, however many ask at the same moment", async () => {
  const body = { email: "twice@example.org", password: goodPassword, nickname: "둘" };
  const answers = await Promise.all(
    ["twice@example.org", "TWICE@example.org", "Twice@Example.org"].map((email) =>
      door.ask("POST", "/register", { body: { ...body, email } }),
    ),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409]);
  assert.ok(answers.every((one) => one.status === 201 || codeOf(one) === "ALREADY_REGISTERED"));
});

test("a wrong password and an unknown address are refused alike", async () => {
  const { email } = await door.somebody();
  const wrong = await door.ask("POST", "/login", { body: { email, password: "not this one" } });
  const nobody = await door.ask("POST", "/login", {
    body: { email: "no@example.org", password: "whatever" },
  });
  assert.deepEqual([codeOf(wrong), codeOf(nobody)], ["UNAUTHENTICATED", "UNAUTHENTICATED"]);
  assert.equal(wrong.body.detail, nobody.body.detail);
  assert.deepEqual(wrong.headers.getSetCookie(), []);
});

test("each refresh gives the next token; two tabs get the same one; a used one ends the family", async () => {
  const first = refreshOf(await door.somebody());
  const answers = await Promise.all([refresh(first), refresh(first)]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200],
  );
  const [second, alike] = answers.map(refreshOf);
  assert.ok(second && second !== first);
  assert.equal(alike, second);

  door.advance(59_000);
  assert.equal(refreshOf(await refresh(first)), second, "its answer may have been lost on a slow way");

  const third = refreshOf(await refresh(second));
  door.advance(60_001);
  assert.equal(codeOf(await refresh(second)), "UNAUTHENTICATED");
  assert.equal(codeOf(await refresh(third)), "UNAUTHENTICATED", "the thief's copy must end with it");
});

test("a session that nobody refreshed for thirty days is over", async () => {
  const cookie = refreshOf(await door.somebody());
  door.advance(30 * 24 * 3_600_000 + 1);
  assert.equal(codeOf(await refresh(cookie)), "UNAUTHENTICATED");
});

test("what is no token of ours refreshes nothing", async () => {
  for (const cookie of [
    "",
    "siren_refresh=",
    "siren_refresh=x",
    `siren_refresh=ses_${"0".repeat(26)}.${"a".repeat(43)}`,
  ]) {
    assert.equal(codeOf(await refresh(cookie)), "UNAUTHENTICATED", cookie);
  }
});

test("logging out ends this session, clears both cookies and leaves the other sessions", async () => {
  const mina = await door.somebody();
  const other = refreshOf(
    await door.ask("POST", "/login", { body: { email: mina.email, password: goodPassword } }),
  );
  const out = await logout(refreshOf(mina));
  assert.equal(out.status, 204);
  const cleared = cookiesOf(out);
  assert.match(cleared.get("siren_refresh") ?? "", /^siren_refresh=; Path=\/api\/v1\/member; Max-Age=0;/);
  assert.match(cleared.get("siren_pass") ?? "", /^siren_pass=; Path=\/; Max-Age=0;/);
  assert.equal(codeOf(await refresh(refreshOf(mina))), "UNAUTHENTICATED");
  assert.equal((await refresh(other)).status, 200);
  // Out already, or never in: there is nothing to refuse.
  assert.equal((await logout("")).status, 204);
});

test("logging out everywhere ends every session and is told to all who verify", async () => {
  const mina = await door.somebody();
  const leo = await door.somebody();
  const { email } = mina;
  const other = refreshOf(await door.ask("POST", "/login", { body: { email, password: goodPassword } }));
  assert.equal(codeOf(await logout(refreshOf(mina), { body: { everywhere: true } })), "UNAUTHENTICATED");
  const before = door.now();
  const out = await logout(refreshOf(mina), { as: mina.as, body: { everywhere: true } });
  assert.equal(out.status, 204);
  for (const cookie of [refreshOf(mina), other])
    assert.equal(codeOf(await refresh(cookie)), "UNAUTHENTICATED");
  assert.equal((await refresh(refreshOf(leo))).status, 200);
  const told = (await door.events()).filter(({ type }) => type === "SessionRevoked");
  assert.equal(told.length, 1);
  assert.equal(told[0]?.data.memberId, mina.memberId);
  assert.ok(Number(told[0]?.data.notBefore) >= before);
  const { state } = (await door.ask("GET", "/internal/snapshot", { as: "gateway" })).body;
  assert.deepEqual(state.revoked, [told[0]?.data]);
  const again = await door.ask("POST", "/login", { body: { email, password: goodPassword } });
  assert.ok(claimsOf(again.body.accessToken).authAtMs >= Number(told[0]?.data.notBefore));
});

test("whoever is signed in reads who they are; a member that is gone is not there", async () => {
  const mina = await door.somebody();
  const { body } = await door.ask("GET", "/me", { as: mina.as });
  const { memberId, nickname, roles, stores } = body;
  assert.deepEqual({ memberId, nickname, roles, stores }, mina.session.member);
  assert.equal(codeOf(await door.ask("GET", "/me")), "UNAUTHENTICATED");
  const nobody = person("mem_0000000000000000000000GONE", ["customer"]);
  assert.equal(codeOf(await door.ask("GET", "/me", { as: nobody })), "NOT_FOUND");
});
