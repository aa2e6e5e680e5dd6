import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { type Answer, codeOf, person } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { openOidcStub, type Person } from "../src/testing/oidc-stub.ts";
import { goodPassword, type Member, openMember } from "../src/testing/open-member.ts";

let door: Member;
let google: Awaited<ReturnType<typeof openOidcStub>>;
before(async () => {
  google = await openOidcStub("siren", "a-secret", () => door.now());
  door = await openMember({
    ...{ OIDC_GOOGLE_CLIENT_ID: "siren", OIDC_GOOGLE_CLIENT_SECRET: "a-secret" },
    ...{ OIDC_GOOGLE_ISSUER: google.issuer, PUBLIC_URL: "http://siren.example" },
  });
});
after(async () => {
  await door?.close();
  await google?.close();
});
beforeEach(() => {
  google.wrong = {};
});

const cookieOf = ({ headers }: Pick<Answer, "headers">, name: string) =>
  headers
    .getSetCookie()
    .find((one) => one.startsWith(`${name}=`))
    ?.split(";")[0] ?? "";

/** Up to the provider's door and back, with a code. */
async function setOut(who: Person) {
  google.who = who;
  const started = await door.ask("GET", "/oidc/google");
  assert.equal(started.status, 303);
  const back = await google.allow(started.headers.get("location") ?? "");
  return { back, cookie: cookieOf(started, "siren_oidc"), started };
}
const comeBack = (back: URL, cookie: string) =>
  door.ask("GET", `/oidc/google/callback${back.search}`, { headers: { cookie } });
async function signIn(who: Person) {
  const { back, cookie } = await setOut(who);
  return comeBack(back, cookie);
}
const pageOf = (answer: Answer) => answer.headers.get("location")?.replace("http://siren.example", "");
async function memberOf(answer: Answer) {
  const renewed = await door.ask("POST", "/refresh", {
    headers: { cookie: cookieOf(answer, "siren_refresh") },
  });
  assert.equal(renewed.status, 200);
  return renewed.body.member;
}
async function verified() {
  const mina = await door.somebody();
  await door.inside(({ members }) =>
    members.updateOne({ _id: mina.memberId }, { $set: { verifiedAt: door.now() } }),
  );
  return mina;
}

test("the way out carries state, nonce and PKCE, and a cookie that comes back from another site", async () => {
  const { started, back } = await setOut({ sub: "g-0" });
  const url = new URL(started.headers.get("location") ?? "");
  assert.equal(url.origin, google.issuer);
  for (const name of ["state", "nonce", "code_challenge"])
    assert.match(url.searchParams.get(name) ?? "", /^[\w-]{43}$/, name);
  assert.equal(back.origin, "http://siren.example");
  assert.equal(back.pathname, "/api/v1/member/oidc/google/callback");
  assert.match(
    started.headers.getSetCookie()[0] ?? "",
    /^siren_oidc=[\w-]{43}; Path=\/api\/v1\/member\/oidc; Max-Age=600; HttpOnly; SameSite=Lax$/,
  );
});

test("who comes for the first time has an account afterwards, and the same one the next time", async () => {
  const who = { sub: "g-1", email: "new.one@example.org", email_verified: true, name: "새사람" };
  const first = await signIn(who);
  assert.deepEqual([first.status, pageOf(first)], [303, "/client/?oidc=signed-in"]);
  const member = await memberOf(first);
  assert.deepEqual([member.nickname, member.roles], ["새사람", ["customer"]]);
  assert.equal((await memberOf(await signIn(who))).memberId, member.memberId);
  const as = person(member.memberId, ["customer"]);
  const { email, isVerified, hasPassword, providers } = (await door.ask("GET", "/me", { as })).body;
  assert.deepEqual([email, isVerified, hasPassword, providers], [who.email, true, false, ["google"]]);
  const login = { email: who.email, password: goodPassword };
  assert.equal(codeOf(await door.ask("POST", "/login", { body: login })), "UNAUTHENTICATED");
});

test("an address that the provider did not check is none, and a name that cannot be called is not called", async () => {
  const answer = await signIn({ sub: "g-2", email: "not.checked@example.org", name: "씨발" });
  const { memberId, nickname } = await memberOf(answer);
  assert.equal(nickname, "손님");
  const { email } = (await door.ask("GET", "/me", { as: person(memberId, ["customer"]) })).body;
  assert.equal(email, null);
});

test("an account of that address is not taken over: its owner says yes, signed in, in the same browser", async () => {
  const mina = await verified();
  const who = { sub: "g-3", email: mina.email, email_verified: true };
  const offered = await signIn(who);
  assert.equal(pageOf(offered), "/client/sign-in?oidc=confirm");
  assert.equal(cookieOf(offered, "siren_refresh"), "", "nobody is signed in by it");
  const cookie = cookieOf(offered, "siren_oidc");
  const confirm = (as?: typeof mina.as, jar = cookie) =>
    door.ask("POST", "/oidc/confirm", { ...(as && { as }), headers: { cookie: jar } });
  assert.equal(codeOf(await confirm()), "UNAUTHENTICATED");
  const leo = await verified();
  assert.equal(codeOf(await confirm(leo.as)), "FORBIDDEN");
  assert.equal(codeOf(await confirm(mina.as, "siren_oidc=x")), "LINK_EXPIRED");
  assert.equal((await confirm(mina.as)).status, 204);
  assert.equal(codeOf(await confirm(mina.as)), "LINK_EXPIRED", "once");
  assert.equal((await memberOf(await signIn(who))).memberId, mina.memberId);
});

test("whoever has not shown the address is linked to nothing", async () => {
  const mina = await door.somebody();
  const offered = await signIn({ sub: "g-4", email: mina.email, email_verified: true });
  const cookie = cookieOf(offered, "siren_oidc");
  const confirm = await door.ask("POST", "/oidc/confirm", { as: mina.as, headers: { cookie } });
  assert.equal(codeOf(confirm), "NOT_VERIFIED");
});

test("somebody signed in links a provider and lets it go; one of somebody else stays theirs", async () => {
  const [mina, leo] = [await verified(), await verified()];
  google.who = { sub: "g-5" };
  const link = async (as: typeof mina.as) => {
    const begun = await door.ask("POST", "/oidc/google/link", { as });
    return comeBack(await google.allow(begun.body.url), cookieOf(begun, "siren_oidc"));
  };
  assert.equal(pageOf(await link(mina.as)), "/client/account?oidc=linked");
  assert.equal(pageOf(await link(leo.as)), "/client/sign-in?oidc=failed&code=ALREADY_REGISTERED");
  assert.equal((await memberOf(await signIn(google.who))).memberId, mina.memberId);
  assert.equal((await door.ask("DELETE", "/oidc/google/link", { as: mina.as })).status, 204);
  assert.notEqual((await memberOf(await signIn(google.who))).memberId, mina.memberId);
});

test("the only way in stays; leaving needs a sign-in of a moment ago", async () => {
  const answer = await signIn({ sub: "g-6" });
  const { memberId } = await memberOf(answer);
  const as = person(memberId, ["customer"]);
  assert.equal(codeOf(await door.ask("DELETE", "/oidc/google/link", { as })), "ILLEGAL_TRANSITION");
  const leave = (cookie: string) => door.ask("DELETE", "/me", { as, body: {}, headers: { cookie } });
  assert.equal(codeOf(await leave("")), "UNAUTHENTICATED");
  const fresh = await signIn({ sub: "g-6" });
  door.advance(10 * 60_000 + 1);
  assert.equal(codeOf(await leave(cookieOf(fresh, "siren_refresh"))), "UNAUTHENTICATED");
  const again = await signIn({ sub: "g-6" });
  assert.equal((await leave(cookieOf(again, "siren_refresh"))).status, 204);
  await until("it is told", async () =>
    (await door.events()).some(({ type, data }) => type === "MemberDeleted" && data.memberId === memberId),
  );
});

const failed = (code: string) => `/client/sign-in?oidc=failed&code=${code}`;

test("a way back without its cookie, of another browser, twice, too late or refused signs nobody in", async () => {
  const who = { sub: "g-7" };
  const { back, cookie } = await setOut(who);
  const other = await setOut(who);
  for (const jar of ["", "siren_oidc=x", other.cookie])
    assert.equal(pageOf(await comeBack(back, jar)), failed("LINK_EXPIRED"), jar);
  assert.equal(pageOf(await comeBack(back, cookie)), "/client/?oidc=signed-in");
  assert.equal(pageOf(await comeBack(back, cookie)), failed("LINK_EXPIRED"));
  door.advance(10 * 60_000);
  assert.equal(pageOf(await comeBack(other.back, other.cookie)), failed("LINK_EXPIRED"));
  const refused = await door.ask("GET", "/oidc/google/callback?error=access_denied&state=x");
  assert.equal(pageOf(refused), failed("UNAUTHENTICATED"));
});

test("a token that is of another sign-in, for another client, by another issuer, or old is not believed", async () => {
  const longAgo = Math.floor(door.now() / 1000) - 3_600;
  const wrongs = [
    ...[{ nonce: "another" }, { aud: "another" }, { iss: "https://evil.example" }, { azp: "another" }],
    ...[{ exp: longAgo }, { iat: longAgo }, { sub: "" }],
  ];
  for (const wrong of wrongs) {
    google.wrong = wrong;
    const answer = await signIn({ sub: "g-8" });
    assert.equal(pageOf(answer), failed("BAD_UPSTREAM"), JSON.stringify(wrong));
    assert.equal(cookieOf(answer, "siren_refresh"), "");
  }
  assert.deepEqual(google.refusedBecause, [], "what we asked was right each time");
  const { back, cookie } = await setOut({ sub: "g-8" });
  back.searchParams.set("code", "made-up");
  assert.equal(pageOf(await comeBack(back, cookie)), failed("BAD_UPSTREAM"));
});

test("what is not set up is not there", async () => {
  assert.deepEqual((await door.ask("GET", "/oidc")).body, { providers: ["google"] });
  assert.equal(codeOf(await door.ask("GET", "/oidc/kakao")), "NOT_FOUND");
  assert.equal(codeOf(await door.ask("GET", "/oidc/naver")), "BAD_REQUEST");
  assert.equal(codeOf(await door.ask("POST", "/oidc/google/link")), "UNAUTHENTICATED");
});
