import assert from "node:assert/strict";
import { test } from "node:test";
import { repositoryRoot } from "../stack/settings.ts";
import { brokenLinks, linkFaults, pages } from "./page-links.ts";

const brokenIn = (markdown: string) => brokenLinks(repositoryRoot, "docs/page.md", markdown);

test("every link of every page does", () => {
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
