import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../stack/settings.ts";
import { errorsPage } from "./errors-page.ts";

test("docs/errors.md says what the table of problems says", () => {
  assert.equal(readFileSync(join(repositoryRoot, "docs", "errors.md"), "utf8"), errorsPage());
});
