import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parseAllDocuments } from "yaml";
import { processNames } from "../stack/topology.ts";
import { installSecrets, withStore, writeInstall } from "./install-secrets.ts";

const scratch = mkdtempSync(join(tmpdir(), "siren-secrets-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

const folder = join(scratch, "kept");
const documents = (file: string) =>
  parseAllDocuments(readFileSync(file, "utf8")).map(
    (one) => one.toJS() as { kind: string; metadata: { name: string }; data: Record<string, string> },
  );

test("each process has its key, and nobody's private half is among the public ones", () => {
  const made = documents(writeInstall(folder, "local"));
  assert.deepEqual(
    made.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort(),
    [
      ...processNames.map((name) => `Secret identity-${name}`),
      "ConfigMap identity-public-keys",
      "Secret dashboard-credentials",
      "Secret registry-credentials",
      "Secret token-key",
    ].sort(),
  );
  const publicKeys = made.find(({ kind }) => kind === "ConfigMap")?.data["identity-public-keys.jwks.json"];
  const { keys } = JSON.parse(publicKeys ?? "") as { keys: Record<string, string>[] };
  assert.deepEqual(keys.map(({ kid }) => kid).sort(), [...processNames].sort());
  assert.ok(keys.every((key) => !("d" in key)));
});

test("a second run writes the same, also when the overlay is another one", () => {
  const first = readFileSync(join(folder, "secrets.yaml"), "utf8");
  const cluster = readFileSync(writeInstall(folder, "cluster"), "utf8");
  assert.ok(cluster.startsWith(first.trimEnd()));
  assert.equal(readFileSync(writeInstall(folder, "cluster"), "utf8"), cluster);
  assert.equal(readFileSync(writeInstall(folder, "local"), "utf8"), first);
});

test("in a cluster each store has an account of its own, and no two share a password", () => {
  const made = installSecrets(folder, "cluster");
  const passwords = made.flatMap(({ content }) => [
    ...(content.password ? [content.password] : []),
    ...(content["root-password"] ? [content["root-password"]] : []),
  ]);
  assert.equal(passwords.length, withStore.length + 2);
  assert.equal(new Set(passwords).size, passwords.length);
  // They stand in addresses as they are.
  for (const password of passwords) assert.match(password, /^[\w-]{43}$/);
  const keyfile = made.find(({ metadata }) => metadata.name === "mongo")?.content.keyfile ?? "";
  assert.ok(keyfile.length >= 600 && keyfile.length <= 1_024, `${keyfile.length}`);
});

test("what is written is for its owner only, and a file that was emptied is not made anew behind anybody's back", () => {
  for (const name of ["secrets.yaml", "secrets/registry-password", "secrets/mongo-keyfile"])
    assert.equal(statSync(join(folder, name)).mode & 0o077, 0, name);
  writeFileSync(join(folder, "secrets", "registry-password"), "");
  assert.throws(() => writeInstall(folder, "local"), /registry-password is empty/);
  assert.equal(existsSync(join(folder, "secrets.yaml")), true);
});
