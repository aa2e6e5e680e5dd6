import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { stringsAt, templatePath } from "../k8s/json.ts";
import { renderOverlay } from "../k8s/render.ts";
import { roomyNodeFlags } from "../stack/node-flags.ts";
import { gatheredFile } from "../stack/programs.ts";
import { repositoryRoot } from "../stack/settings.ts";
import { foldersNeeded, type Lockfile, loadEntry, programs, runsOfOurs, runsOfTheirs } from "./what-runs.ts";

const lockfile = JSON.parse(readFileSync(join(repositoryRoot, "package-lock.json"), "utf8")) as Lockfile;

test("what a program needs is found beside it first, then further up; what nobody needs is left out", () => {
  const packages = {
    "": { dependencies: { tool: "1" } },
    app: { dependencies: { "@own/lib": "1", a: "1" } },
    "node_modules/@own/lib": { link: true, resolved: "lib" },
    lib: { dependencies: { b: "1" }, optionalDependencies: { gone: "1" } },
    "node_modules/a": { dependencies: { b: "2" }, peerDependencies: { c: "1", d: "1" } },
    "node_modules/a/node_modules/b": { dependencies: { c: "1" } },
    "node_modules/b": {},
    "node_modules/c": {},
    "node_modules/d": {},
    "node_modules/tool": {},
  };
  const a = { ...packages["node_modules/a"], peerDependenciesMeta: { d: { optional: true } } };
  assert.deepEqual(foldersNeeded({ packages: { ...packages, "node_modules/a": a } }, ["app"]), [
    "app",
    "lib",
    "node_modules/@own/lib",
    "node_modules/a",
    "node_modules/a/node_modules/b",
    "node_modules/b",
    "node_modules/c",
  ]);
});

test("of this tree: every program and what it stands on, no page's library, no tool", () => {
  const folders = foldersNeeded(lockfile);
  for (const folder of [...programs, "packages/store", "packages/embedded-mongo", "node_modules/mongoose"])
    assert.ok(folders.includes(folder), folder);
  for (const folder of ["packages/web", "node_modules/react", "node_modules/vite", "node_modules/typescript"])
    assert.ok(!folders.includes(folder), folder);
  const isThere = folders.filter((folder) => existsSync(join(repositoryRoot, folder)));
  assert.deepEqual(isThere, folders);
});

test("sources and settings go in; tests, docs, maps and types do not, licences do", () => {
  const ours = [
    "src/main.ts",
    "src/a.test.ts",
    "src/testing/b.ts",
    "gateway.config.yml",
    "README.md",
    "bench/b.ts",
  ];
  assert.deepEqual(ours.filter(runsOfOurs), ["src/main.ts", "gateway.config.yml"]);
  const theirs = [
    "index.js",
    "index.js.map",
    "index.d.ts",
    "README.md",
    "LICENSE",
    "test/a.js",
    "lib/a.json",
  ];
  assert.deepEqual(theirs.filter(runsOfTheirs), ["index.js", "LICENSE", "lib/a.json"]);
});

test("the load that a CronJob runs is put where its manifest looks for it", () => {
  const jobs = renderOverlay(join(repositoryRoot, "k8s", "overlays", "cluster")).filter(
    ({ kind }) => kind === "CronJob",
  );
  const [file] = jobs.flatMap((job) =>
    stringsAt(job, ...templatePath(job), "spec", "containers", "*", "args", "*"),
  );
  assert.equal(file, gatheredFile("", loadEntry));
  assert.ok(existsSync(join(repositoryRoot, loadEntry)));
  const ignored = readFileSync(join(repositoryRoot, ".dockerignore"), "utf8").split("\n");
  assert.ok(!ignored.includes("load") && ignored.includes("!e2e/harness"), "it is gathered from the context");
});

test("the image starts node as pods are measured with", () => {
  const recipe = readFileSync(join(repositoryRoot, "Containerfile"), "utf8");
  assert.ok(
    recipe.includes(`ENTRYPOINT ${JSON.stringify(["node", ...roomyNodeFlags]).replaceAll(",", ", ")}`),
  );
  assert.match(recipe, /^USER 10001:10001$/m);
});
