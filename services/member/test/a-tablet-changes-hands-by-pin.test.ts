import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf, person } from "@siren/chassis/testing/service-door";
import { decodeJwt } from "jose";
import { isWeakPin } from "../src/pins.ts";
import { goodPassword, type Member, openMember } from "../src/testing/open-member.ts";

let door: Member;
before(async () => {
  door = await openMember();
});
after(() => door.close());

const pin = "402817";
let appointed = 0;

async function staff(stores = ["seongsu"], itsPin: string | null = pin, roles = ["barista"]) {
  appointed += 1;
  const email = `tablet${appointed}@example.org`;
  const nickname = `손${appointed}`;
  const body = { email, password: goodPassword, nickname, roles, stores };
  const ops = person(door.newId("mem"), ["ops"]);
  const { memberId } = (await door.staff("POST", "", { as: ops, body })).body;
  const as = person(memberId, roles.includes("manager") ? ["barista", "manager"] : ["barista"], stores);
  const setPin = (fresh: string, current = goodPassword) =>
    door.ask("PUT", "/me/pin", { as, body: { current, pin: fresh } });
  if (itsPin !== null) assert.equal((await setPin(itsPin)).status, 204);
  return { memberId, nickname, as, setPin };
}
type Staff = Awaited<ReturnType<typeof staff>>;
const switchTo = (tablet: Staff, to: string, given: string = pin, store = "seongsu") =>
  door.ask("POST", `/staff/at/${store}/switch`, { as: tablet.as, body: { memberId: to, pin: given } });

test("whoever works at the store steps up with the PIN, for a short while and for that store only", async () => {
  const tablet = await staff(["seongsu"], null);
  const hana = await staff(["seongsu", "haeundae"], pin, ["barista", "manager"]);
  const { faces } = (await door.ask("GET", "/staff/at/seongsu", { as: tablet.as })).body;
  assert.ok(faces.some((one: { memberId: string }) => one.memberId === hana.memberId));
  assert.ok(!faces.some((one: { memberId: string }) => one.memberId === tablet.memberId), "without a PIN");
  const { status, body, headers } = await switchTo(tablet, hana.memberId);
  assert.equal(status, 200);
  assert.deepEqual(headers.getSetCookie(), [], "the tablet stays signed in as it was");
  const claims = decodeJwt(body.accessToken);
  assert.equal(claims.nickname, body.member.nickname);
  assert.deepEqual([claims.sub, claims.roles, claims.stores], [hana.memberId, ["barista"], ["seongsu"]]);
  assert.equal(Number(claims.exp) - Number(claims.iat), 600);
});

test("a PIN is kept as nobody can read it, and not one that everybody would try", async () => {
  const jun = await staff(["seongsu"], null);
  for (const weak of ["000000", "123456", "987654", "121212", "123123"])
    assert.equal(codeOf(await jun.setPin(weak)), "BAD_REQUEST", weak);
  assert.equal(isWeakPin("402817"), false);
  for (const odd of ["12345", "1234567", "abcdef", ""])
    assert.equal(codeOf(await jun.setPin(odd)), "BAD_REQUEST");
  assert.equal(codeOf(await jun.setPin(pin, "a guess")), "UNAUTHENTICATED");
  await jun.setPin(pin);
  const kept = await door.inside(({ members }) => members.findById(jun.memberId).lean());
  assert.match(kept?.pinHash ?? "", /^[\w-]{64}$/);
});

test("a wrong PIN, an unknown colleague and one of another store are refused alike, and slowed down", async () => {
  const [tablet, jun] = [await staff(), await staff()];
  const elsewhere = await staff(["haeundae"]);
  const noPin = await staff(["seongsu"], null);
  for (const memberId of [elsewhere.memberId, noPin.memberId, door.newId("mem")])
    assert.equal(codeOf(await switchTo(tablet, memberId)), "PIN_WRONG");
  let code = codeOf(await switchTo(tablet, jun.memberId, "111119"));
  assert.equal(code, "PIN_WRONG");
  for (let i = 0; i < 25 && code === "PIN_WRONG"; i += 1)
    code = codeOf(await switchTo(tablet, jun.memberId, "111119"));
  assert.equal(code, "TOO_MANY_REQUESTS");
  const other = await staff();
  assert.equal((await switchTo(other, jun.memberId)).status, 200, "another tablet does not wait for it");
});

test("only a tablet of that store is switched, and only by who is signed in there", async () => {
  const [tablet, jun] = [await staff(), await staff(["haeundae"])];
  assert.equal(codeOf(await switchTo(tablet, jun.memberId, pin, "haeundae")), "WRONG_STORE");
  const faces = (as?: Staff["as"]) => door.ask("GET", "/staff/at/haeundae", as ? { as } : {});
  assert.equal(codeOf(await faces(tablet.as)), "WRONG_STORE");
  assert.equal(codeOf(await faces()), "UNAUTHENTICATED");
  const mina = await door.somebody();
  assert.equal(codeOf(await faces(mina.as)), "FORBIDDEN");
  const asCustomer = await door.ask("PUT", "/me/pin", { as: mina.as, body: { current: goodPassword, pin } });
  assert.equal(codeOf(asCustomer), "FORBIDDEN");
});

test("whoever was let go steps up nowhere", async () => {
  const [tablet, jun] = [await staff(), await staff()];
  const ops = person(door.newId("mem"), ["ops"]);
  assert.equal((await door.staff("DELETE", `/${jun.memberId}`, { as: ops })).status, 204);
  assert.equal(codeOf(await switchTo(tablet, jun.memberId)), "PIN_WRONG");
});
