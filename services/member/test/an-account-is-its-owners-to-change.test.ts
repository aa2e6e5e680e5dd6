import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Answer, codeOf } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { goodPassword, type Member, openMember } from "../src/testing/open-member.ts";

let door: Member;
before(async () => {
  door = await openMember();
});
after(() => door.close());

const refreshOf = ({ headers }: Pick<Answer, "headers">) => headers.getSetCookie()[0]?.split(";")[0] ?? "";
const login = (email: string, password: string) => door.ask("POST", "/login", { body: { email, password } });
async function linkTo(to: string): Promise<string> {
  const { body } = await door.ask("GET", `/mailbox?to=${to}`);
  return /#token=([\w-]{43})/.exec(body.mails[0]?.text ?? "")?.[1] ?? "";
}

test("a name that can be called is taken and told; the same again tells nothing", async () => {
  const mina = await door.somebody();
  const rename = (nickname: unknown) => door.ask("PATCH", "/me", { as: mina.as, body: { nickname } });
  const told = async () =>
    (await door.events()).filter(
      ({ type, data }) => type === "NicknameChanged" && data.memberId === mina.memberId,
    );
  const renamed = await rename("  민아 👩‍👩‍👧‍👦 ");
  assert.deepEqual([renamed.status, renamed.body.nickname], [200, "민아 👩‍👩‍👧‍👦"]);
  assert.equal((await rename("민아 👩‍👩‍👧‍👦")).status, 200);
  await until("it is told", async () => (await told()).length > 0);
  assert.deepEqual(
    (await told()).map(({ data }) => data),
    [{ memberId: mina.memberId, nickname: "민아 👩‍👩‍👧‍👦" }],
  );
});

test("a name that cannot be read, or should not be heard, is refused wherever it is given", async () => {
  const mina = await door.somebody();
  const unreadable = ["", "   ", "a".repeat(13), "a\u200bb", "\u202eanim", "\u3164", "a\u0000", "line\nline"];
  const unheard = ["Fuck", "f.u.c.k", "씨발", "시 발", "sh1t", "직원", "ADMIN", "fuuuck"];
  for (const [code, names] of [
    ["BAD_REQUEST", unreadable],
    ["NICKNAME_REFUSED", unheard],
  ] as const)
    for (const nickname of names) {
      assert.equal(
        codeOf(await door.ask("PATCH", "/me", { as: mina.as, body: { nickname } })),
        code,
        nickname,
      );
      const body = { email: "new@example.org", password: goodPassword, nickname };
      assert.equal(codeOf(await door.ask("POST", "/register", { body })), code, nickname);
    }
  for (const nickname of ["보지마", "Dickens", "Assam", "열두글자까지는괜찮습니다", "é", "李雷", "3번"])
    assert.equal((await door.ask("PATCH", "/me", { as: mina.as, body: { nickname } })).status, 200, nickname);
  assert.equal(codeOf(await door.ask("PATCH", "/me", { body: { nickname: "x" } })), "UNAUTHENTICATED");
});

test("a new password needs the old one, and ends every other session", async () => {
  const mina = await door.somebody();
  const change = (current: string | undefined, password = "quite another one") =>
    door.ask("PUT", "/me/password", { as: mina.as, body: { current, password } });
  assert.equal(codeOf(await change(undefined)), "BAD_REQUEST");
  assert.equal(codeOf(await change("not this one")), "UNAUTHENTICATED");
  const changed = await change(goodPassword);
  assert.equal(changed.status, 200);
  const refresh = (cookie: string) => door.ask("POST", "/refresh", { headers: { cookie } });
  assert.equal(codeOf(await refresh(refreshOf(mina))), "UNAUTHENTICATED");
  assert.equal((await refresh(refreshOf(changed))).status, 200);
  assert.equal((await login(mina.email, "quite another one")).status, 200);
});

test("whoever guesses the old password there is slowed down as at the door", async () => {
  const mina = await door.somebody();
  const body = { current: "a guess", password: "quite another one" };
  const guess = async () => codeOf(await door.ask("PUT", "/me/password", { as: mina.as, body }));
  let code = await guess();
  for (let i = 0; i < 20 && code === "UNAUTHENTICATED"; i += 1) code = await guess();
  assert.equal(code, "TOO_MANY_REQUESTS");
});

test("a new address counts when its link was opened, and the old one is told", async () => {
  const [mina, leo] = [await door.somebody(), await door.somebody()];
  const change = (email: string, as = mina.as) =>
    door.ask("PUT", "/me/email", { as, body: { current: goodPassword, email } });
  const fresh = `New-${mina.email}`;
  assert.equal((await change(fresh)).status, 202);
  assert.equal((await login(mina.email, goodPassword)).status, 200, "nothing has changed yet");
  const body = { token: await linkTo(fresh) };
  assert.equal((await door.ask("POST", "/verify", { body })).status, 204);
  const { email, isVerified } = (await door.ask("GET", "/me", { as: mina.as })).body;
  assert.deepEqual([email, isVerified], [fresh.toLowerCase(), true]);
  assert.equal(codeOf(await login(mina.email, goodPassword)), "UNAUTHENTICATED");
  assert.equal((await login(fresh, goodPassword)).status, 200);

  // Somebody else's address: told to nobody but whoever reads there, and refused to them.
  door.advance(60_000);
  assert.equal((await change(leo.email)).status, 202);
  const taken = { token: await linkTo(leo.email) };
  assert.equal(codeOf(await door.ask("POST", "/verify", { body: taken })), "ALREADY_REGISTERED");
});
