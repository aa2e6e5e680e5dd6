import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { buildStalePages, sourcesHash } from "./pages.ts";
import { repositoryRoot } from "./settings.ts";

const root = mkdtempSync(join(tmpdir(), "siren-pages-"));
after(() => rmSync(root, { recursive: true, force: true }));

const put = (path: string, text: string) => {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), text);
};
put("package-lock.json", "{}");
put("frontends/client/package.json", "{}");
put("frontends/client/index.html", '<script type="module" src="/main.js"></script>');
put("frontends/client/main.js", 'document.title = "first";');
put("packages/contracts/src/money.ts", "export const won = 1;");
symlinkSync(join(repositoryRoot, "node_modules"), join(root, "node_modules"));

const said: string[] = [];
const build = () => buildStalePages(root, { say: (line) => said.push(line) });
const assets = () => readdirSync(join(root, "frontends/client/dist/assets")).sort();
const built = () => readFileSync(join(root, "frontends/client/dist/index.html"), "utf8");

test("the first build fills dist, the second has nothing to do", async () => {
  await build();
  assert.match(built(), /assets\/index-.*\.js/);
  await build();
  assert.equal(said.length, 1);
});

test("what lay there before pages were compressed is stale, whatever its sources say", async () => {
  const stamp = join(root, "frontends/client/dist/built-from.txt");
  const now = readFileSync(stamp, "utf8");
  writeFileSync(stamp, sourcesHash(root, "client", []));
  await build();
  assert.equal(readFileSync(stamp, "utf8"), now);
  assert.equal(said.length, 2, "it was built anew");
  said.length = 1;
});

test("a build keeps the parts of the one before it, for pages that are open, and no older ones", async () => {
  const [first] = assets();
  put("frontends/client/main.js", 'document.title = "between";');
  await build();
  assert.equal(assets().length, 2);
  assert.ok(assets().includes(String(first)));
  put("frontends/client/main.js", 'document.title = "after";');
  await build();
  assert.equal(assets().length, 2);
  assert.ok(!assets().includes(String(first)));
  said.length = 1;
});

test("a changed source, of the page or of contracts, makes it stale; a test does not", async () => {
  const before = built();
  put("frontends/client/main.js", 'document.title = "second";');
  await build();
  assert.notEqual(built(), before);
  put("packages/contracts/src/money.ts", "export const won = 2;");
  await build();
  assert.equal(said.length, 3);
  put("packages/contracts/src/money.test.ts", "");
  await build();
  assert.equal(said.length, 3);
});

test("a page that cannot be built says why, and the last good one stays", async () => {
  const before = built();
  put("frontends/client/main.js", "import './nowhere.js';");
  await assert.rejects(build(), /the client page cannot be built:\n.*nowhere/s);
  assert.equal(built(), before);
});
