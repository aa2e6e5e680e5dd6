import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf, person } from "@siren/chassis/testing/service-door";
import { until } from "@siren/chassis/testing/until";
import { buildMember } from "../src/app.ts";
import { hasMailbox, memberConfig } from "../src/config.ts";
import { goodPassword, openMember } from "../src/testing/open-member.ts";

const configOf = (env: Record<string, string>) =>
  memberConfig({
    DATA_DIR: "d",
    TOKEN_KEY_FILE: "k",
    IDENTITY_KEY_FILE: "k",
    IDENTITY_PUBLIC_KEYS_FILE: "k",
    ...env,
  });

test("the mailbox is there with the demo's accounts or when a developer says so, and nowhere else", () => {
  const at = (env: Record<string, string>) => hasMailbox(configOf({ STORE: "sqlite:///m.db", ...env }));
  assert.equal(at({ SEED: "demo" }), true);
  assert.equal(at({ SEED: "empty" }), false);
  assert.equal(at({}), false, "nobody said anything");
  assert.equal(at({ SEED: "demo", NOTIFIER: "nowhere" }), false);
  assert.equal(at({ SEED: "empty", NOTIFIER: "mailbox" }), true);
  assert.throws(() => at({ NOTIFIER: "smtp" }), /NOTIFIER must be one of/);
});

test("a process that listens beyond this machine refuses to have one", async () => {
  const config = configOf({ STORE: "sqlite:///m.db", HOST: "10.0.0.7", NOTIFIER: "mailbox" });
  await assert.rejects(buildMember({ config }), /NOTIFIER=mailbox/);
});

test("without a mailbox no role reads messages, and what needs one is refused alike for every address", async () => {
  const door = await openMember({ NOTIFIER: "as-seeded" });
  try {
    assert.ok(door.log.some((line) => line.includes("notifier.delivers-nowhere")));
    const mina = await door.somebody();
    const staff = (["ops", "manager", "barista"] as const).map((role) =>
      person(door.newId("mem"), [role], ["seongsu"]),
    );
    for (const as of [undefined, mina.as, ...staff])
      assert.equal(codeOf(await door.ask("GET", "/mailbox", { ...(as && { as }) })), "NOT_FOUND");
    const wanted = (email: string) => door.ask("POST", "/password/reset", { body: { email } });
    const [known, unknown] = [await wanted(mina.email), await wanted("nobody@example.org")];
    assert.deepEqual([codeOf(known), codeOf(unknown)], ["MAIL_UNAVAILABLE", "MAIL_UNAVAILABLE"]);
    assert.equal(known.body.detail, unknown.body.detail);
    assert.ok(Number(known.headers.get("retry-after")) > 0);
    const again = await door.ask("POST", "/verify/again", { as: mina.as });
    assert.equal(codeOf(again), "MAIL_UNAVAILABLE");
    const body = { current: goodPassword, email: "new@example.org" };
    const moved = await door.ask("PUT", "/me/email", { as: mina.as, body });
    assert.equal(codeOf(moved), "MAIL_UNAVAILABLE");
    const [links, mails] = await door.inside(async (models) => [
      await models.links.countDocuments(),
      await models.mails.countDocuments(),
    ]);
    assert.deepEqual([links, mails], [0, 0], "nothing is kept that could be read");
  } finally {
    await door.close();
  }
});

test("a reset that was wanted while there was a mailbox sends nothing once there is none", async () => {
  const door = await openMember();
  try {
    const { email } = await door.somebody();
    await door.ask("POST", "/password/reset", { body: { email } });
    const read = () => door.inside((models) => models.links.countDocuments({ kind: "reset" }));
    await until("it is sent", async () => (await read()) === 1);
    await door.stopAll();
    await door.start({ NOTIFIER: "nowhere" });
    assert.equal(codeOf(await door.ask("GET", "/mailbox")), "NOT_FOUND");
  } finally {
    await door.close();
  }
});
