import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { codeOf } from "@siren/chassis/testing/service-door";
import { demoAccounts, demoPassword } from "@siren/contracts/demo-accounts";
import { goodPassword, openMember } from "../src/testing/open-member.ts";

test("a data folder that was tried out with the demo and is then opened to others lets nobody in by its password", async () => {
  const door = await openMember({ SEED: "demo" });
  const login = (email: string, password = demoPassword) =>
    door.ask("POST", "/login", { body: { email, password } });
  try {
    for (const { email } of demoAccounts) assert.equal((await login(email)).status, 200);
    await door.stopAll();
    const { dataDir } = await door.start({ SEED: "empty" });
    for (const { email } of demoAccounts) assert.equal(codeOf(await login(email)), "UNAUTHENTICATED", email);

    const mine = { email: "mine@example.org", nickname: "나", password: demoPassword };
    assert.equal(codeOf(await door.ask("POST", "/register", { body: mine })), "BAD_REQUEST");
    // The demo's ops can do nothing here: whoever has the folder makes the first real ones.
    const code = (await readFile(join(dataDir, "first-ops-code"), "utf8")).trim();
    const ops = { ...mine, password: goodPassword, code };
    assert.equal((await door.ask("POST", "/staff/first", { body: ops })).status, 201);
    assert.equal(codeOf(await door.ask("POST", "/staff/first", { body: ops })), "FORBIDDEN", "once");

    await door.stopAll();
    await door.start({ SEED: "demo" });
    assert.equal((await login("ops@siren.example")).status, 200, "and the demo is as it was");
    assert.equal((await login(mine.email, goodPassword)).status, 200);
  } finally {
    await door.close();
  }
});
