import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { repositoryRoot } from "../stack/settings.ts";
import { seedFault, seedFaults, seedRows } from "./seeds.ts";

const faultOf = (shownBy: string) =>
  seedFault({ line: 9, claim: "stars", shownBy }, repositoryRoot, ["start", "figures"]);

test("every row of docs/seeds.md does", () => {
  assert.deepEqual(seedFaults(repositoryRoot), []);
});

test("the page has the rows of all five ancestors", () => {
  const page = readFileSync(join(repositoryRoot, "docs", "seeds.md"), "utf8");
  assert.ok(seedRows(page).length >= 60);
  for (const ancestor of ["C", "F", "T", "B", "K"]) assert.match(page, new RegExp(`^## ${ancestor}, `, "m"));
});

test("a row that names what is not there is told with its line", () => {
  assert.equal(
    faultOf("`e2e/no-such.test.ts`"),
    "docs/seeds.md:9 (stars) names e2e/no-such.test.ts, which does not exist",
  );
  assert.match(faultOf("`npm run nothing`") ?? "", /names npm run nothing, which does not exist/);
  assert.match(faultOf("soon") ?? "", /names no file, test or command/);
});

test("files, commands, things to come and things declined pass", () => {
  for (const shownBy of ["`package.json`", "`npm run figures`", "`npm start`", "*to come*", "*declined*"]) {
    assert.equal(faultOf(shownBy), undefined);
  }
});
