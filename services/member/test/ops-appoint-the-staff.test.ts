import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { codeOf, person } from "@siren/chassis/testing/service-door";
import { memberView, session } from "@siren/contracts/member";
import { goodPassword, type Member, openMember } from "../src/testing/open-member.ts";

let door: Member;
before(async () => {
  door = await openMember();
});
after(() => door.close());

const ops = () => person(door.newId("mem"), ["ops"]);
const jun = {
  email: "jun@example.org",
  password: goodPassword,
  nickname: "jun",
  roles: ["barista"],
  stores: ["seongsu"],
};

test("whom ops appoint signs in with that role at that store, and ops stay who they are", async () => {
  const made = await door.staff("POST", "", { as: ops(), body: jun });
  assert.equal(made.status, 201);
  assert.deepEqual(made.headers.getSetCookie(), []);
  const { memberId } = memberView.parse(made.body);
  const { email, password } = jun;
  const { body } = await door.ask("POST", "/login", { body: { email, password } });
  const expected = { memberId, nickname: "jun", roles: ["barista"], stores: ["seongsu"] };
  assert.deepEqual(session.parse(body).member, expected);
  assert.equal(codeOf(await door.staff("POST", "", { as: ops(), body: jun })), "ALREADY_REGISTERED");
});

test("a manager appoints for the own stores, and nobody above a manager", async () => {
  const as = person(door.newId("mem"), ["barista", "manager"], ["seongsu", "yeonnam"]);
  const appoint = (email: string, what: { roles?: string[]; stores?: string[] }) =>
    door.staff("POST", "", { as, body: { ...jun, email, ...what } });
  assert.equal((await appoint("new1@example.org", {})).status, 201);
  const both = { roles: ["barista", "manager"], stores: ["yeonnam", "seongsu"] };
  assert.equal((await appoint("new2@example.org", both)).status, 201);
  const refused: [string, { roles?: string[]; stores?: string[] }][] = [
    ["WRONG_STORE", { stores: ["gangnam"] }],
    ["WRONG_STORE", { stores: ["seongsu", "gangnam"] }],
    ["WRONG_STORE", { stores: [] }],
    ["FORBIDDEN", { roles: ["ops"] }],
    ["FORBIDDEN", { roles: ["barista", "ops"] }],
  ];
  for (const [code, what] of refused) assert.equal(codeOf(await appoint("not@example.org", what)), code);
});

test("nobody else appoints, not even themselves", async () => {
  const body = { ...jun, email: "climber@example.org" };
  assert.equal(codeOf(await door.staff("POST", "", { body })), "UNAUTHENTICATED");
  for (const role of ["customer", "barista"] as const) {
    const as = person(door.newId("mem"), [role], ["seongsu"]);
    assert.equal(codeOf(await door.staff("POST", "", { as, body })), "FORBIDDEN");
  }
  const registration = { email: body.email, password: goodPassword, nickname: "x", roles: ["ops"] };
  assert.equal(codeOf(await door.ask("POST", "/register", { body: registration })), "BAD_REQUEST");
});

test("a role that is not the staff's is refused", async () => {
  const wrongs = [{ roles: [] }, { roles: ["service"] }, { roles: ["guest"] }, { stores: ["Not A Store"] }];
  for (const wrong of wrongs) {
    const body = { ...jun, email: "odd@example.org", ...wrong };
    assert.equal(codeOf(await door.staff("POST", "", { as: ops(), body })), "BAD_REQUEST");
  }
});

test("tapped twice, it is done once", async () => {
  const asked = { as: ops(), key: "tapped-twice", body: { ...jun, email: "twice@example.org" } };
  const [made, again] = [await door.staff("POST", "", asked), await door.staff("POST", "", asked)];
  assert.deepEqual([made.status, again.status, again.body], [201, 201, made.body]);
  const change = { as: asked.as, key: "changed-twice", body: { nickname: "쥰", expectedVersion: 1 } };
  const at = `/${made.body.memberId}`;
  const changed = [await door.staff("PATCH", at, change), await door.staff("PATCH", at, change)];
  assert.deepEqual(
    changed.map(({ status }) => status),
    [200, 200],
    "and meets no conflict with itself",
  );
  const letGo = { as: asked.as, key: "let-go-twice" };
  const gone = [await door.staff("DELETE", at, letGo), await door.staff("DELETE", at, letGo)];
  assert.deepEqual(
    gone.map(({ status }) => status),
    [204, 204],
  );
});

test("a customer who begins to work here keeps account and card, and both when they leave", async () => {
  const as = person(door.newId("mem"), ["barista", "manager"], ["seongsu"]);
  const mina = await door.somebody(10_000);
  const post = { email: mina.email.toUpperCase(), roles: ["barista"], stores: ["seongsu"] };
  const appoint = (body: object = post) => door.staff("POST", "/appointments", { as, body });
  assert.equal(codeOf(await appoint()), "NOT_VERIFIED", "anybody may have registered with this address");
  await door.inside(({ members }) => members.updateOne({ _id: mina.memberId }, { $set: { verifiedAt: 1 } }));
  assert.equal(codeOf(await appoint({ ...post, stores: ["haeundae"] })), "WRONG_STORE");
  assert.equal(codeOf(await appoint({ ...post, roles: ["ops"] })), "FORBIDDEN");
  assert.equal(codeOf(await appoint({ ...post, email: "nobody@example.org" })), "NOT_FOUND");
  const { status, body } = await appoint();
  assert.deepEqual([status, body.roles, body.stores], [200, ["customer", "barista"], ["seongsu"]]);
  assert.equal(codeOf(await appoint()), "ILLEGAL_TRANSITION", "a second time is no new post");

  const login = { email: mina.email, password: goodPassword };
  const { member } = (await door.ask("POST", "/login", { body: login })).body;
  assert.deepEqual([member.memberId, member.roles], [mina.memberId, ["customer", "barista"]]);
  const at = `/${mina.memberId}`;
  const manages = await door.staff("PATCH", at, { as, body: { roles: ["barista", "manager"] } });
  assert.deepEqual(manages.body.roles, ["customer", "barista", "manager"]);
  assert.equal((await door.staff("DELETE", at, { as })).status, 204);
  const left = (await door.ask("POST", "/login", { body: login })).body.member;
  assert.deepEqual([left.roles, left.stores], [["customer"], []]);
  assert.equal((await mina.wallet()).available_krw, 10_000);
  const { mails } = (await door.ask("GET", `/mailbox?to=${encodeURIComponent(mina.email)}`)).body;
  assert.ok(
    mails.some(({ about }: { about: string }) => about === "appointed"),
    "they are told of it",
  );
});
