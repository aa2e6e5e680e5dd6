import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Answer, codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import type { Mail } from "@siren/contracts/accounts";
import { goodPassword, type Member, openMember } from "../src/testing/open-member.ts";

let door: Member;
before(async () => {
  door = await openMember();
});
after(() => door.close());

const mailsTo = async (to: string): Promise<Mail[]> =>
  (await door.ask("GET", `/mailbox?to=${encodeURIComponent(to)}`)).body.mails;
const tokenIn = ({ text }: Pick<Mail, "text">) => /#token=([A-Za-z0-9_-]{43})/.exec(text)?.[1] ?? "";
async function lastLink(to: string, about: Mail["about"]): Promise<string> {
  await until(`a message about ${about}`, async () => (await mailsTo(to)).some((one) => one.about === about));
  return tokenIn((await mailsTo(to)).find((one) => one.about === about) ?? { text: "" });
}
const refreshOf = ({ headers }: Pick<Answer, "headers">) => headers.getSetCookie()[0]?.split(";")[0] ?? "";
const isVerified = async (as: Awaited<ReturnType<Member["somebody"]>>["as"]) =>
  (await door.ask("GET", "/me", { as })).body.isVerified;
const login = (email: string, password: string) => door.ask("POST", "/login", { body: { email, password } });

test("whoever registers is asked to show the address, and the link shows it once", async () => {
  const mina = await door.somebody();
  assert.equal(await isVerified(mina.as), false);
  const token = await lastLink(mina.email, "verify");
  const verify = () => door.ask("POST", "/verify", { body: { token } });
  assert.equal((await verify()).status, 204);
  assert.equal(await isVerified(mina.as), true);
  assert.equal(codeOf(await verify()), "LINK_EXPIRED");
  const { email } = mina;
  assert.equal((await login(email, goodPassword)).status, 200, "nobody is signed out by it");
});

test("a link that ran out, was replaced by a newer one, or was never made, opens nothing", async () => {
  const mina = await door.somebody();
  const first = await lastLink(mina.email, "verify");
  const again = () => door.ask("POST", "/verify/again", { as: mina.as });
  assert.equal(codeOf(await again()), "TOO_MANY_REQUESTS");
  door.advance(60_000);
  assert.equal((await again()).status, 202);
  const second = await lastLink(mina.email, "verify");
  assert.notEqual(second, first);
  door.advance(3 * 24 * 3_600_000);
  for (const token of [first, second, "a".repeat(43)])
    assert.equal(codeOf(await door.ask("POST", "/verify", { body: { token } })), "LINK_EXPIRED");
  for (const token of ["", "x", 1, null])
    assert.equal(codeOf(await door.ask("POST", "/verify", { body: { token } })), "BAD_REQUEST");
  assert.equal(codeOf(await door.ask("POST", "/verify/again")), "UNAUTHENTICATED");
});

test("a reset is answered alike for every address, and sent to those that are somebody's", async () => {
  const mina = await door.somebody();
  const wanted = (email: string) => door.ask("POST", "/password/reset", { body: { email } });
  const [known, unknown] = [await wanted(mina.email), await wanted("nobody@example.org")];
  assert.deepEqual([known.status, known.body], [202, ""]);
  assert.deepEqual([unknown.status, unknown.body], [known.status, known.body]);
  await lastLink(mina.email, "reset");
  assert.deepEqual(await mailsTo("nobody@example.org"), []);
  // Whoever goes on asking does not fill the mailbox.
  await wanted(mina.email);
  const marker = await door.somebody();
  await wanted(marker.email);
  await lastLink(marker.email, "reset");
  const resets = (await mailsTo(mina.email)).filter(({ about }) => about === "reset");
  assert.equal(resets.length, 1);
});

test("a new password by the link signs in, ends every other session and is told; once", async () => {
  const mina = await door.somebody();
  const before = door.now();
  await door.ask("POST", "/password/reset", { body: { email: mina.email.toUpperCase() } });
  const token = await lastLink(mina.email, "reset");
  const body = { token, password: "quite another one" };
  const reset = await door.ask("POST", "/password/reset/confirm", { body });
  assert.equal(reset.status, 200);
  assert.equal(reset.body.member.memberId, mina.memberId);
  const signedInAnew = { ...mina.as, authAtMs: door.now() };
  assert.equal(await isVerified(signedInAnew), true, "whoever opened it reads that address");
  const old = await door.ask("POST", "/refresh", { headers: { cookie: refreshOf(mina) } });
  assert.equal(codeOf(old), "UNAUTHENTICATED");
  const own = await door.ask("POST", "/refresh", { headers: { cookie: refreshOf(reset) } });
  assert.equal(own.status, 200);
  assert.equal(codeOf(await login(mina.email, goodPassword)), "UNAUTHENTICATED");
  assert.equal((await login(mina.email, body.password)).status, 200);
  const again = await door.ask("POST", "/password/reset/confirm", { body });
  assert.equal(codeOf(again), "LINK_EXPIRED");
  const isTold = ({ type, data }: { type: string; data: Record<string, unknown> }) =>
    type === "CredentialChanged" && data.memberId === mina.memberId && Number(data.notBefore) >= before;
  await until("it is told", async () => (await door.events()).some(isTold));
});

test("what somebody with the old password had set up is gone after a reset: providers and PIN", async () => {
  const [mina, leo] = [await door.somebody(), await door.somebody()];
  const ids = [mina, leo].map(({ memberId }) => ({
    _id: `google:${memberId}`,
    provider: "google",
    memberId,
  }));
  await door.inside(async ({ identities, members }) => {
    await identities.create(ids.map((one) => ({ ...one, linkedAt: 0 })));
    await members.updateOne({ _id: mina.memberId }, { $set: { pinHash: "a-hash" } });
    // Who only ever came by a provider had no password that somebody could have known.
    await members.updateOne({ _id: leo.memberId }, { $set: { passwordHash: null } });
  });
  for (const { email } of [mina, leo]) {
    await door.ask("POST", "/password/reset", { body: { email } });
    const body = { token: await lastLink(email, "reset"), password: "quite another one" };
    assert.equal((await door.ask("POST", "/password/reset/confirm", { body })).status, 200);
  }
  const kept = async (as: typeof mina.as) => {
    const { providers, hasPin } = (await door.ask("GET", "/me", { as })).body;
    return [providers, hasPin];
  };
  // Whoever reads the account is signed in after the reset.
  const nowOf = ({ as }: typeof mina) => ({ ...as, authAtMs: door.now() + 1 });
  assert.deepEqual(await kept(nowOf(mina)), [[], false]);
  assert.deepEqual(await kept(nowOf(leo)), [["google"], false]);
});

test("two who use one link at the same moment: one of them", async () => {
  const mina = await door.somebody();
  await door.ask("POST", "/password/reset", { body: { email: mina.email } });
  const token = await lastLink(mina.email, "reset");
  const answers = await Promise.all(
    ["password one", "password two"].map((password) =>
      door.ask("POST", "/password/reset/confirm", { body: { token, password } }),
    ),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 410]);
});

test("a verify link is no reset link, and a short password uses nothing up", async () => {
  const mina = await door.somebody();
  const token = await lastLink(mina.email, "verify");
  const confirm = (password: string) =>
    door.ask("POST", "/password/reset/confirm", { body: { token, password } });
  assert.equal(codeOf(await confirm("short")), "BAD_REQUEST");
  assert.equal(codeOf(await confirm("a password that is long")), "LINK_EXPIRED");
  assert.equal((await door.ask("POST", "/verify", { body: { token } })).status, 204);
});

test("a page of the developers' mailbox shows what was written and runs nothing", async () => {
  await door.somebody();
  const page = await door.ask("GET", "/mailbox", { headers: { accept: "text/html" } });
  assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
  assert.match(page.headers.get("content-security-policy") ?? "", /default-src 'none'/);
  assert.match(String(page.body), /<a href="http:\/\/127\.0\.0\.1:8080\/client\/verify#token=/);
});
