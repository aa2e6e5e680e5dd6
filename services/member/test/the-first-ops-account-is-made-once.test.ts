import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { type Answer, codeOf } from "@siren/chassis/testing/service-door";
import { goodPassword, openMember } from "../src/testing/open-member.ts";

async function twoReplicas() {
  const door = await openMember();
  const second = await door.start();
  const third = await door.start();
  const codeOfReplica = async ({ dataDir }: { dataDir: string }) =>
    (await readFile(join(dataDir, "first-ops-code"), "utf8")).trim();
  let people = 0;
  const make = (code: string, at?: { url: string; managementUrl: string; instanceId: string }) => {
    people += 1;
    const body = { code, email: `boss${people}@example.org`, password: goodPassword, nickname: "boss" };
    return door.ask("POST", "/staff/first", { body, ...(at && { at }) });
  };
  return { door, second, third, codeOfReplica, make };
}

test("any replica takes the code that lies in another's folder, once", async () => {
  const { door, second, third, codeOfReplica, make } = await twoReplicas();
  try {
    const file = join(second.dataDir, "first-ops-code");
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal(codeOf(await make("guessed")), "FORBIDDEN");
    assert.equal(codeOf(await make("")), "FORBIDDEN");
    const made = await make(await codeOfReplica(second), third);
    const { roles, stores } = made.body.member;
    assert.deepEqual([made.status, roles, stores], [201, ["ops"], []]);
    assert.equal(codeOf(await make(await codeOfReplica(second))), "FORBIDDEN");

    // Whoever starts after that has no code, and puts an old one away.
    const dataDir = second.dataDir;
    await second.stop();
    await door.start({ DATA_DIR: dataDir });
    assert.equal(existsSync(file), false);
    assert.equal(JSON.stringify(door.log).includes(await codeOfReplica(third).catch(() => "none")), false);
  } finally {
    await door.close();
  }
});

test("used at the same moment on two replicas it makes one account", async () => {
  const { door, second, third, codeOfReplica, make } = await twoReplicas();
  try {
    const [one, two] = [await codeOfReplica(second), await codeOfReplica(third)];
    const answers: Answer[] = await Promise.all([make(one, second), make(two, third), make(one, third)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 403, 403]);
  } finally {
    await door.close();
  }
});

test("a replica keeps its code over a restart", async () => {
  const { door, second, codeOfReplica, make } = await twoReplicas();
  try {
    const code = await codeOfReplica(second);
    await second.stop();
    const again = await door.start({ DATA_DIR: second.dataDir });
    assert.equal(await codeOfReplica(again), code);
    assert.equal((await make(code)).status, 201);
  } finally {
    await door.close();
  }
});
