import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Answer, codeOf } from "@siren/chassis/testing/service-door";
import { goodPassword, type Member, openMember } from "../src/testing/open-member.ts";

let door: Member;
before(async () => {
  door = await openMember();
});
after(() => door.close());

const cookieOf = ({ headers }: Pick<Answer, "headers">, name: string) =>
  headers
    .getSetCookie()
    .find((one) => one.startsWith(`${name}=`))
    ?.split(";")[0] ?? "";
const login = (email: string, password: string, address: string, cookie = "") =>
  door.ask("POST", "/login", {
    body: { email, password },
    headers: { "x-forwarded-for": address, ...(cookie && { cookie }) },
  });

/** Guesses until the next try would have to wait for a minute. */
async function guessOn(email: string, address: string): Promise<void> {
  for (let waitS = 0, tries = 0; waitS < 60; tries += 1) {
    assert.ok(tries < 40, "nobody slows it down");
    const answer = await login(email, `guess ${tries}`, address);
    waitS = Number(answer.headers.get("retry-after") ?? 0);
    assert.equal(codeOf(answer), waitS > 0 ? "TOO_MANY_REQUESTS" : "UNAUTHENTICATED");
    if (waitS < 60) door.advance(waitS * 1_000);
  }
}

test("whoever guesses waits longer and longer; the owner comes in elsewhere, and there on a known device", async () => {
  const { email } = await door.somebody();
  const own = cookieOf(await login(email, goodPassword, "198.51.100.1"), "siren_device");
  assert.match(own, /^siren_device=[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}$/);
  const cafe = "203.0.113.5";
  await guessOn(email, cafe);
  const slowed = await login(email, goodPassword, cafe);
  assert.equal(codeOf(slowed), "TOO_MANY_REQUESTS");
  assert.ok(Number(slowed.headers.get("retry-after")) >= 1);
  assert.equal((await login(email, goodPassword, "192.0.2.44")).status, 200, "somewhere else");
  assert.equal((await login(email, goodPassword, cafe, own)).status, 200, "known, in the same cafe");
  const { email: other } = await door.somebody();
  assert.equal((await login(other, goodPassword, cafe, own)).status, 200, "another account, same address");
});

test("the cookie of another account, or a made-up one, makes nobody known", async () => {
  const [mina, leo] = [await door.somebody(), await door.somebody()];
  const ofLeo = cookieOf(await login(leo.email, goodPassword, "198.51.100.2"), "siren_device");
  await guessOn(mina.email, "198.51.100.3");
  for (const cookie of [ofLeo, `siren_device=${"a".repeat(22)}.${"b".repeat(43)}`, "siren_device=x"])
    assert.equal(
      codeOf(await login(mina.email, goodPassword, "198.51.100.3", cookie)),
      "TOO_MANY_REQUESTS",
      cookie,
    );
});

test("an account that nobody has is slowed down in the same way", async () => {
  await guessOn("no@example.org", "198.51.100.4");
  assert.equal(codeOf(await login("no@example.org", "guess", "198.51.100.4")), "TOO_MANY_REQUESTS");
});
