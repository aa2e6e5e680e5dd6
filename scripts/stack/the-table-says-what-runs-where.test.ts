import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { demoAccounts, demoPassword } from "@siren/contracts/demo-accounts";
import { startStack } from "./stack.ts";
import { tableOf } from "./table.ts";
import { fakeRepository } from "./testing/fake-back-end.ts";

const fake = fakeRepository();
after(() => fake.remove());

const { options } = fake;

test("pages, registry, every process, the folders and the demo accounts", async () => {
  const stack = await startStack({ ...options, dataDir: "demo", replicas: { order: 2 } });
  const table = tableOf(stack, { tookMs: 2_345 });
  await stack.stop();
  assert.match(table, /Siren is up after 2\.3 s/);
  assert.ok(table.includes(`${stack.gatewayUrl}/client`) && table.includes(`${stack.gatewayUrl}/admin`));
  assert.ok(table.includes(`http://localhost:${stack.settings.registryPort}\n`));
  for (const { label } of stack.processes()) assert.match(table, new RegExp(`${label} +http://127`));
  for (const { email } of demoAccounts) assert.ok(table.includes(email));
  assert.ok(table.includes(demoPassword) && table.includes(stack.dataDir));
});

test("a registry that is not ours is named without its password", async () => {
  const registry = "consul:http://:s3cret@127.0.0.1:1";
  const stack = await startStack({ ...options, dataDir: "outside", registry });
  const table = tableOf(stack, { tookMs: 1 });
  await stack.stop();
  assert.match(table, /registry +consul:http:\/\/\*\*\*@127\.0\.0\.1:1 \(not ours\)/);
  assert.ok(!table.includes("s3cret"));
});

test("an empty cafe names no demo account, and how to make the first one by the certificate that is shown", async () => {
  const stack = await startStack({ ...options, dataDir: "phones", seed: "empty", https: true });
  const codeFile = join(stack.dataDir, "member", "0", "first-ops-code");
  writeFileSync(codeFile, "code\n");
  const table = tableOf(stack, { tookMs: 1 });
  await stack.stop();
  const authority = join(stack.dataDir, "siren-local-authority.crt");
  assert.ok(!table.includes(demoPassword));
  assert.ok(existsSync(authority) && table.includes(codeFile));
  assert.ok(table.includes(`curl --cacert ${authority} https://`));
});
