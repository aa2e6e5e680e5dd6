import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { installedBrowser, openBrowser } from "./browser.ts";

const page = `<!doctype html><meta charset="utf-8"><p id="said">커피</p>
<script>document.title = [1, 2].map((cups) => cups * 2).join("+"); localStorage.visits = Number(localStorage.visits ?? 0) + 1;</script>`;

const server = createServer((_, response) => response.setHeader("content-type", "text/html").end(page));
let url: string;

before(async () => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/`;
});
after(() => server.close());

async function renders(preferInstalled: boolean): Promise<void> {
  const opened = await openBrowser({ preferInstalled });
  try {
    for (const who of ["first", "second"]) {
      const person = await opened.newPerson();
      const tab = await person.newPage();
      await tab.goto(url);
      assert.equal(await tab.title(), "2+4");
      assert.equal(await tab.textContent("#said"), "커피");
      assert.equal(await tab.evaluate("localStorage.visits"), "1", `the ${who} person finds a fresh profile`);
    }
  } finally {
    await opened.close();
  }
}

const bundledHere = process.platform === "linux" && process.arch === "x64";

test(
  "the browser from npm runs a page's script",
  { skip: !bundledHere && "npm carries none for this machine" },
  () => renders(false),
);

test("so does an installed one", { skip: !installedBrowser() && "none is installed" }, () => renders(true));
