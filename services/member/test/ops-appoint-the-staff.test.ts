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
  const made = await door.ask("POST", "/staff", { as: ops(), body: jun });
  assert.equal(made.status, 201);
  assert.deepEqual(made.headers.getSetCookie(), []);
  const { memberId } = memberView.parse(made.body);
  const { email, password } = jun;
  const { body } = await door.ask("POST", "/login", { body: { email, password } });
  const expected = { memberId, nickname: "jun", roles: ["barista"], stores: ["seongsu"] };
  assert.deepEqual(session.parse(body).member, expected);
  assert.equal(codeOf(await door.ask("POST", "/staff", { as: ops(), body: jun })), "ALREADY_REGISTERED");
});

test("a manager appoints for the own stores, and nobody above a manager", async () => {
  const as = person(door.newId("mem"), ["barista", "manager"], ["seongsu", "yeonnam"]);
  const appoint = (email: string, what: { roles?: string[]; stores?: string[] }) =>
    door.ask("POST", "/staff", { as, body: { ...jun, email, ...what } });
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
  assert.equal(codeOf(await door.ask("POST", "/staff", { body })), "UNAUTHENTICATED");
  for (const role of ["customer", "barista"] as const) {
    const as = person(door.newId("mem"), [role], ["seongsu"]);
    assert.equal(codeOf(await door.ask("POST", "/staff", { as, body })), "FORBIDDEN");
  }
  const registration = { email: body.email, password: goodPassword, nickname: "x", roles: ["ops"] };
  assert.equal(codeOf(await door.ask("POST", "/register", { body: registration })), "BAD_REQUEST");
});

test("a role that is not the staff's is refused", async () => {
  const wrongs = [{ roles: [] }, { roles: ["service"] }, { roles: ["guest"] }, { stores: ["Not A Store"] }];
  for (const wrong of wrongs) {
    const body = { ...jun, email: "odd@example.org", ...wrong };
    assert.equal(codeOf(await door.ask("POST", "/staff", { as: ops(), body })), "BAD_REQUEST");
  }
});
