import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Answer, codeOf, person } from "@siren/chassis/testing/service-door";
import { decodeJwt } from "jose";
import { goodPassword, type Member, openMember } from "../src/testing/open-member.ts";

let door: Member;
before(async () => {
  door = await openMember();
});
after(() => door.close());

const ops = () => person(door.newId("mem"), ["ops"]);
const manager = (...stores: string[]) => person(door.newId("mem"), ["barista", "manager"], stores);
let appointed = 0;

async function appoint(stores: string[], roles = ["barista"]) {
  appointed += 1;
  const email = `staff${appointed}@example.org`;
  const body = { email, password: goodPassword, nickname: `일꾼${appointed}`, roles, stores };
  const { memberId } = (await door.staff("POST", "", { as: ops(), body })).body;
  const login = () => door.ask("POST", "/login", { body: { email, password: goodPassword } });
  return { memberId, login, as: person(memberId, ["barista"], stores) };
}
const refreshOf = ({ headers }: Pick<Answer, "headers">) => headers.getSetCookie()[0]?.split(";")[0] ?? "";
const refresh = (cookie: string) => door.ask("POST", "/refresh", { headers: { cookie } });
const toldOf = async (memberId: string) =>
  (await door.events()).filter(({ data }) => data.memberId === memberId).map(({ type }) => type);

test("a manager sees those of the own stores, ops everybody, nobody else anybody", async () => {
  const [here, there] = [await appoint(["seongsu"]), await appoint(["haeundae"])];
  const seen = async (as: ReturnType<typeof ops>, query = "") =>
    (await door.ask("GET", `/staff${query}`, { as })).body.staff.map(
      (one: { memberId: string }) => one.memberId,
    );
  const own = await seen(manager("seongsu"));
  assert.ok(own.includes(here.memberId) && !own.includes(there.memberId));
  const all = await seen(ops());
  assert.ok(all.includes(here.memberId) && all.includes(there.memberId));
  assert.deepEqual((await seen(ops(), "?store=haeundae")).includes(here.memberId), false);
  const asked = (as?: ReturnType<typeof ops>, query = "") =>
    door.ask("GET", `/staff${query}`, as ? { as } : {});
  assert.equal(codeOf(await asked(manager("seongsu"), "?store=haeundae")), "WRONG_STORE");
  assert.equal(codeOf(await asked(here.as)), "FORBIDDEN");
  assert.equal(codeOf(await asked()), "UNAUTHENTICATED");
});

test("another post counts from that moment: what was opened under the old one is over", async () => {
  const jun = await appoint(["seongsu"]);
  const session = await jun.login();
  const before = door.now();
  const change = { roles: ["barista", "manager"], stores: ["seongsu", "haeundae"] };
  const old = await door.staff("PATCH", `/${jun.memberId}`, {
    ...{ as: ops(), body: { ...change, expectedVersion: 99 } },
  });
  assert.equal(codeOf(old), "VERSION_CONFLICT");
  const changed = await door.staff("PATCH", `/${jun.memberId}`, { as: ops(), body: change });
  assert.deepEqual([changed.status, changed.body.roles], [200, change.roles]);
  assert.ok((await toldOf(jun.memberId)).includes("SessionRevoked"));
  const { body } = await refresh(refreshOf(session));
  assert.deepEqual([body.member.roles, body.member.stores], [change.roles, change.stores]);
  assert.ok(Number(decodeJwt(body.accessToken).authAtMs) >= before);
});

test("whoever works here no more is a customer with nothing open", async () => {
  const jun = await appoint(["seongsu"]);
  const session = await jun.login();
  assert.equal((await door.staff("DELETE", `/${jun.memberId}`, { as: manager("seongsu") })).status, 204);
  assert.equal(codeOf(await refresh(refreshOf(session))), "UNAUTHENTICATED");
  assert.ok((await toldOf(jun.memberId)).includes("SessionRevoked"));
  const { roles, stores } = (await jun.login()).body.member;
  assert.deepEqual([roles, stores], [["customer"], []]);
  const again = await door.staff("DELETE", `/${jun.memberId}`, { as: manager("seongsu") });
  assert.equal(codeOf(again), "NOT_FOUND");
});

test("nobody changes those of another store, those above, customers, or themselves", async () => {
  const [here, there] = [await appoint(["seongsu"]), await appoint(["haeundae"])];
  const both = await appoint(["seongsu", "haeundae"]);
  const boss = await appoint([], ["ops"]);
  const mina = await door.somebody();
  const as = manager("seongsu");
  const refused: [string, string, object][] = [
    ["NOT_FOUND", there.memberId, { roles: ["manager"] }],
    ["WRONG_STORE", both.memberId, { roles: ["manager"] }],
    ["FORBIDDEN", boss.memberId, { roles: ["barista"] }],
    ["NOT_FOUND", mina.memberId, { roles: ["barista"], stores: ["seongsu"] }],
    ["NOT_FOUND", door.newId("mem"), { roles: ["barista"] }],
    ["WRONG_STORE", here.memberId, { stores: ["haeundae"] }],
    ["WRONG_STORE", here.memberId, { stores: [] }],
    ["FORBIDDEN", here.memberId, { roles: ["ops"] }],
    ["BAD_REQUEST", here.memberId, { roles: ["customer"] }],
    ["BAD_REQUEST", "x", {}],
    ["NICKNAME_REFUSED", here.memberId, { nickname: "직원" }],
  ];
  for (const [code, memberId, body] of refused)
    assert.equal(codeOf(await door.staff("PATCH", `/${memberId}`, { as, body })), code, JSON.stringify(body));
  const self = person(both.memberId, ["barista", "manager"], ["seongsu", "haeundae"]);
  const own = await door.staff("DELETE", `/${both.memberId}`, { as: self });
  assert.equal(codeOf(own), "FORBIDDEN");
  const byBarista = await door.staff("DELETE", `/${there.memberId}`, { as: here.as });
  assert.equal(codeOf(byBarista), "FORBIDDEN");
});
