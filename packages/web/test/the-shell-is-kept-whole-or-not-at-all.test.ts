import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { keepShell } from "../src/worker/shell.ts";

const scope = "https://cafe.example/client/";
const hexOf = async (text: string) =>
  Buffer.from(await webcrypto.subtle.digest("SHA-256", Buffer.from(text))).toString("hex");

/** A browser's caches, as far as the worker uses them. */
function browserCaches() {
  const all = new Map<string, Map<string, Response>>();
  const state = { isForbidden: false, isFull: false };
  const open = async (name: string) => {
    const cache = all.get(name) ?? new Map<string, Response>();
    all.set(name, cache);
    return {
      match: async (url: string) => cache.get(url)?.clone(),
      keys: async () => [...cache.keys()].map((url) => new Request(url)),
      delete: async (request: Request) => cache.delete(request.url),
      async put(url: string, answer: Response) {
        if (state.isFull) throw new DOMException("full", "QuotaExceededError");
        cache.set(url, answer);
      },
    };
  };
  const caches = {
    open,
    keys: async () => [...all.keys()],
    delete: async (name: string) => all.delete(name),
    async match(url: string) {
      for (const cache of all.values()) if (cache.has(url)) return cache.get(url)?.clone();
    },
  } as unknown as CacheStorage;
  return {
    ...{ all, state },
    caches: () => {
      if (state.isForbidden) throw new DOMException("denied", "SecurityError");
      return caches;
    },
  };
}

type Served = Record<string, string>;

async function workerOf(
  build: string,
  served: Served,
  more: Partial<Parameters<typeof keepShell>[0]> & { browser?: ReturnType<typeof browserCaches> } = {},
) {
  const { browser = browserCaches(), ...parts } = more;
  const files = Object.fromEntries(
    await Promise.all(Object.entries(served).map(async ([name, text]) => [name, await hexOf(text)] as const)),
  );
  const net = { served, isAway: false, asked: [] as string[] };
  const shell = keepShell({
    keptAs: "siren.shell.",
    ...{
      scope,
      caches: browser.caches,
      isUpdate: () => false,
      isInstalling: () => false,
      waiting: () => null,
      openPages: async () => 1,
    },
    list: JSON.stringify({ build, files }),
    digest: (bytes) => webcrypto.subtle.digest("SHA-256", bytes),
    async fetch(url) {
      net.asked.push(url);
      if (net.isAway) throw new TypeError("no network");
      const text = net.served[url.slice(scope.length)];
      return text === undefined ? new Response("", { status: 404 }) : new Response(text);
    },
    ...parts,
  });
  /** What a page gets, where the worker answers at all. */
  const get = async (
    name: string,
    mode: RequestMode = "no-cors",
    { method = "GET", isReloadNavigation = false } = {},
  ) => {
    const url = name.startsWith("/") ? new URL(name, scope).href : scope + name;
    const asked = { method, url, mode, headers: new Headers(), isReloadNavigation } as unknown as Request;
    const answer = shell.answer(asked);
    return answer ? (await answer).text() : "passes by";
  };
  return { shell, browser, net, get };
}

const first = { "index.html": "page of A", "assets/a-1.js": "script of A", "icon.svg": "icon" };
const second = { "index.html": "page of B", "assets/b-2.js": "script of B", "icon.svg": "icon" };

test("any screen opens and finds its parts while nobody can be reached", async () => {
  const { shell, net, get } = await workerOf("a", first);
  await shell.install();
  net.isAway = true;
  for (const screen of ["", "menu", "stores/seongsu/items/latte", "orders/ord_1?from=push"])
    assert.equal(await get(screen, "navigate"), "page of A");
  assert.equal(await get("assets/a-1.js"), "script of A");
  assert.equal(await get("icon.svg"), "icon");
});

test("it is kept by the side: two files at a time, and what the page wants goes first", async () => {
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`assets/part-${n}.js`, `part ${n}`]));
  let [open, most] = [0, 0];
  const priorities = new Set<unknown>();
  const { shell } = await workerOf("a", many, {
    async fetch(url, init) {
      open += 1;
      most = Math.max(most, open);
      priorities.add(init?.priority);
      await turn();
      open -= 1;
      return new Response(many[url.slice(scope.length)]);
    },
  });
  await shell.install();
  assert.deepEqual([most, [...priorities]], [2, ["low"]]);
});

test("what the services answer, other pages and what is sent pass by", async () => {
  const { shell, get } = await workerOf("a", first);
  await shell.install();
  for (const other of ["/api/v1/menu/stores", "/api/v1/order/orders", "/admin/", "/socket.io/?x=1", "/"])
    assert.equal(await get(other), "passes by");
  assert.equal(await get("menu", "navigate", { method: "POST" }), "passes by");
  assert.equal(await get("menu"), "passes by", "asked for by a script, it is no screen");
  assert.equal(await get("sw.js"), "passes by");
  assert.equal(await get("toString", "no-cors"), "passes by");
});

test("a build of which one file is another's is not kept, and the one before goes on", async () => {
  const before = await workerOf("a", first);
  await before.shell.install();
  const { browser } = before;
  const after = await workerOf("b", second, { browser, isUpdate: () => true });
  after.net.served = { ...second, "assets/b-2.js": "script of C" };
  await assert.rejects(after.shell.install(), /assets\/b-2\.js is not of build b/);
  assert.deepEqual([...browser.all.keys()], ["siren.shell.a"]);
});

test("a newer build begins with the next page when no other page is open, and only then", async () => {
  const words: unknown[] = [];
  let pages = 2;
  let waits = false;
  const waiting = () => (waits ? { postMessage: (word: unknown) => void words.push(word) } : null);
  const before = await workerOf("a", first, { waiting, openPages: async () => pages });
  await before.shell.install();
  const { browser } = before;
  const after = await workerOf("b", second, { browser, isUpdate: () => true, openPages: async () => pages });
  await after.shell.install();
  waits = true;
  assert.equal(await before.get("menu", "navigate"), "page of A");
  assert.deepEqual(words, []);
  pages = 1;
  assert.equal(await before.get("menu", "navigate"), "page of A", "a second tab beside the one that is open");
  assert.deepEqual(words, []);
  assert.equal(await before.get("menu", "navigate", { isReloadNavigation: true }), "page of B");
  pages = 0;
  assert.equal(await before.get("menu", "navigate"), "page of B");
  assert.deepEqual(words, [{ type: "siren.take-over" }, { type: "siren.take-over" }]);
  assert.equal(await before.get("assets/b-2.js"), "script of B");
});

test("the build before is dropped once nobody has it open, and its page finds its parts until then", async () => {
  let pages = 2;
  const before = await workerOf("a", first);
  await before.shell.install();
  const { browser } = before;
  const after = await workerOf("b", second, { browser, isUpdate: () => true, openPages: async () => pages });
  await after.shell.install();
  await after.shell.dropOthers();
  after.net.isAway = true;
  assert.equal(await after.get("assets/a-1.js"), "script of A");
  pages = 1;
  await after.shell.dropOthers();
  assert.deepEqual([...browser.all.keys()], ["siren.shell.b"]);
});

test("the build at work leaves the files of the one that comes alone, also while they are on the way", async () => {
  const state = { isInstalling: true, waits: false };
  const waiting = () => (state.waits ? { postMessage: () => {} } : null);
  const before = await workerOf("a", first, { waiting, isInstalling: () => state.isInstalling });
  await before.shell.install();
  const { browser } = before;
  const after = await workerOf("b", second, { browser, isUpdate: () => true });
  await after.shell.install();
  await before.shell.dropOthers();
  Object.assign(state, { isInstalling: false, waits: true });
  await before.shell.dropOthers();
  assert.deepEqual([...browser.all.keys()], ["siren.shell.a", "siren.shell.b"]);
});

test("a file that was cut off in the browser's own cache is asked for past it", async () => {
  const caches: unknown[] = [];
  const { shell, browser } = await workerOf("a", first, {
    async fetch(url, init) {
      const name = url.slice(scope.length) as keyof typeof first;
      if (name.startsWith("assets/")) caches.push(init?.cache);
      const isCutOff = name.startsWith("assets/") && init?.cache === "default";
      return new Response(isCutOff ? "script o" : first[name]);
    },
  });
  await shell.install();
  assert.deepEqual(caches, ["default", "reload"]);
  assert.equal(browser.all.get("siren.shell.a")?.size, 3);
});

for (const fault of ["isForbidden", "isFull"] as const)
  test(`where storage ${fault === "isFull" ? "is full" : "is forbidden"} the first worker works over the network`, async () => {
    const browser = browserCaches();
    browser.state[fault] = true;
    const { shell, net, get } = await workerOf("a", first, { browser });
    await shell.install();
    await shell.dropOthers();
    net.served = { ...first, menu: "from the network" };
    assert.equal(await get("menu", "navigate"), "from the network");
    assert.equal(await get("assets/a-1.js"), "script of A");
    assert.equal(
      [...browser.all.values()].some(({ size }) => size > 0),
      false,
    );
  });

test("fonts are kept as they are asked for, and no more than a bound", async () => {
  const served: Served = {};
  for (let n = 0; n < 170; n += 1) served[`assets/noto-${n}.woff2`] = `glyphs ${n}`;
  const { shell, browser, net, get } = await workerOf("a", first);
  await shell.install();
  net.served = { ...first, ...served };
  const kept = () => [...(browser.all.get("siren.fonts")?.keys() ?? [])];
  for (const name of Object.keys(served)) {
    await get(name);
    // It is kept beside the answer, which does not wait for that.
    for (let turn = 0; turn < 1_000 && !kept().includes(scope + name); turn += 1)
      await new Promise(setImmediate);
  }
  assert.equal(kept().length, 160);
  net.isAway = true;
  assert.equal(await get("assets/noto-169.woff2"), "glyphs 169");
});

test("without a list, as where the page is not built by us, nothing is kept and everything passes", async () => {
  const { shell, browser, get, net } = await workerOf("a", first, { list: "__SIREN_KEPT_FILES__" });
  await shell.install();
  net.served = { menu: "from the network" };
  assert.equal(await get("menu", "navigate"), "from the network");
  assert.equal(browser.all.size, 0);
});
