import assert from "node:assert/strict";
import { test } from "node:test";
import { repositoryRoot } from "../stack/settings.ts";
import { absentPaths, brokenLinks, linkFaults, pages } from "./page-links.ts";

const brokenIn = (markdown: string) => brokenLinks(repositoryRoot, "docs/page.md", markdown);

test("every link of every page does, and every path that a page names", () => {
  assert.ok(pages(repositoryRoot).includes("docs/decisions/README.md"));
  assert.deepEqual(linkFaults(repositoryRoot), []);
});

test("a link to a file or a heading that is not there is told", () => {
  assert.deepEqual(brokenIn("[a](no-such.md) and [b](runbook.md#no-such-heading)"), [
    "no-such.md",
    "runbook.md#no-such-heading",
  ]);
});

test("files, folders, headings and other sites pass", () => {
  const links = "[a](../README.md) [b](decisions) [c](runbook.md#an-empty-cafe) [d](https://example.org/x)";
  assert.deepEqual(brokenIn(links), []);
});

test("a path that is not there is told, and what only looks like one is not", () => {
  const there =
    "`docs/{errors,runbook}.md`, `packages/*/src`, `e2e/`, `services/SERVICE/src`, `text/html`, `data/x.db`";
  assert.deepEqual(
    absentPaths(repositoryRoot, "docs/page.md", `${there}, \`docs/error.md\` and \`packages/chassi/src\``),
    ["docs/error.md", "packages/chassi/src"],
  );
});
