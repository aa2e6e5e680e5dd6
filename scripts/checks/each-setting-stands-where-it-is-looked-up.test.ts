import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../stack/settings.ts";
import { topology } from "../stack/topology.ts";
import { settingsOfProcess } from "./process-settings.ts";

const pageAt = (...path: string[]) => readFileSync(join(repositoryRoot, ...path), "utf8");
/** Every word in capitals, which is what a setting is. */
const namedIn = (page: string) =>
  new Set([...page.matchAll(/[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*/g)].map(([key]) => key));
const forAll = namedIn(pageAt("docs", "settings.md"));

/** Without which a process does not start; their values are of no account here. */
const needed = {
  DATA_DIR: "/var/lib/siren",
  IDENTITY_KEY_FILE: "/identity.jwk.json",
  IDENTITY_PUBLIC_KEYS_FILE: "/public-keys.jwks.json",
  STORE: "sqlite:///var/lib/siren/store.db",
  TOKEN_KEY_FILE: "/token-key.jwk.json",
};

const askedByAnybody = new Set<string>();
for (const { name, entry } of topology) {
  test(`each setting of ${name} stands on docs/settings.md or in its README`, async () => {
    const own = namedIn(pageAt(dirname(dirname(entry)), "README.md"));
    const { asked } = await settingsOfProcess(name, entry, needed);
    assert.ok(asked.has("HOST"));
    for (const key of asked) askedByAnybody.add(key);
    assert.deepEqual(
      [...asked].filter((key) => !forAll.has(key) && !own.has(key)),
      [],
    );
  });
}

test("docs/settings.md names no setting that nobody reads", () => {
  const told = [...pageAt("docs", "settings.md").matchAll(/`([A-Z][A-Z0-9_]+)(?:=[^`]*)?`/g)];
  assert.deepEqual(
    told.map(([, key = ""]) => key).filter((key) => !askedByAnybody.has(key)),
    [],
  );
});
