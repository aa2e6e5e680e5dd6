import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parseStartArguments } from "./options.ts";
import type { StackOptions } from "./settings.ts";
import { startStack } from "./stack.ts";
import { fakeRepository } from "./testing/fake-back-end.ts";

const fake = fakeRepository();
const folder = mkdtempSync(join(tmpdir(), "siren-settings-"));
after(() => {
  fake.remove();
  rmSync(folder, { recursive: true, force: true });
});

function saying(text: string): StackOptions {
  const file = join(folder, "cafe.yml");
  writeFileSync(file, text);
  const command = parseStartArguments(["--settings", file]);
  assert.ok(!command.help);
  return { ...fake.options, ...command.options };
}

test("each process is told what stands under its name, over what the runner guessed", async () => {
  const stack = await startStack(
    saying(
      "member:\n  SMTP_PASSWORD: s3cret\n  PUBLIC_URL: https://cafe.example\norder:\n  GUEST_MOST_KRW: 20000\n",
    ),
  );
  try {
    const environmentOf = async (name: "member" | "order") =>
      Object(await (await fetch(new URL("/env", stack.process(name).announcement?.url))).json());
    const [member, order] = [await environmentOf("member"), await environmentOf("order")];
    assert.deepEqual([member.SMTP_PASSWORD, member.PUBLIC_URL], ["s3cret", "https://cafe.example"]);
    assert.deepEqual([order.SMTP_PASSWORD, order.GUEST_MOST_KRW], [undefined, "20000"]);
  } finally {
    await stack.stop();
  }
});

const refusals: [what: string, text: string, message: RegExp][] = [
  ["a process that there is not", "members: { A: 1 }", /^--settings names members: the processes are /],
  ["a file that cannot be read as YAML", "member: [", /cafe\.yml: /],
  ["a list", "- member", /cafe\.yml: it is no list of processes/],
  ["a process without settings", "member: SMTP_URL", /cafe\.yml: member has no settings/],
  ["what is no setting", "member: { smtp: x }", /cafe\.yml: smtp is not like PUBLIC_URL/],
  ["a setting of several values", "member: { MAIL_FROM: [a, b] }", /cafe\.yml: MAIL_FROM has no plain value/],
];
for (const [what, text, message] of refusals) {
  test(`${what} is refused in one line`, () => {
    assert.throws(
      () => saying(text),
      ({ message: said }: Error) => message.test(said) && !said.includes("\n"),
    );
  });
}

test("where a process listens stays the runner's to say", async () => {
  await assert.rejects(startStack(saying("gateway: { PORT: 80 }")), /PORT of gateway is the runner's to say/);
});
