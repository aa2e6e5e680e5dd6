import assert from "node:assert/strict";
import { test } from "node:test";
import { type Copy, createCopies, type Question } from "./copies.ts";
import { isKnownBy, keepable, usualVariant, variantOf, varyNames } from "./keepable.ts";

const cached = (value: string, more: string[] = []) => ["Cache-Control", value, ...more];

test("what says no-store or private, sets a cookie, or was degraded itself is never kept", () => {
  for (const headers of [
    cached("public, no-store"),
    cached("public, max-age=60, private"),
    cached('private="x-name"'),
    ["cache-control", "public", "Cache-Control", "no-store"],
    cached("public", ["Set-Cookie", "a=1"]),
    cached("public", ["Vary", "accept, *"]),
    cached("public", ["x-degraded", "member"]),
    cached("public", ["Content-Range", "bytes 0-1/2"]),
  ]) {
    assert.equal(keepable(200, headers, true), undefined, headers.join());
  }
  for (const status of [201, 204, 206, 301, 304, 404, 500])
    assert.equal(keepable(status, cached("public"), true), undefined);
});

test("where a service says nothing of caches nothing is kept: it may go by what we do not know", () => {
  for (const headers of [[], cached(""), cached("no-cache"), cached("must-revalidate"), ["etag", '"a"']])
    assert.equal(keepable(200, headers, true), undefined, headers.join());
});

test("what a known caller was shown is kept only where the service calls it public", () => {
  assert.equal(keepable(200, cached("max-age=60"), false), undefined);
  assert.equal(keepable(200, [], false), undefined);
  assert.equal(keepable(200, cached("Public"), false)?.isForAnybody, true);
  assert.equal(keepable(200, cached("s-maxage=5"), false)?.isForAnybody, true);
  assert.equal(keepable(200, cached("max-age=60"), true)?.isForAnybody, false);
});

test("freshness is what the service says, shared before private, less the time it lay elsewhere", () => {
  const freshMs = (...headers: string[]) => keepable(200, headers, true)?.freshMs;
  assert.equal(freshMs("cache-control", "public, max-age=60"), 60_000);
  assert.equal(freshMs("cache-control", "public, max-age=60, s-maxage=10"), 10_000);
  assert.equal(freshMs("cache-control", "public, max-age=60", "age", "45"), 15_000);
  assert.equal(freshMs("cache-control", "public, max-age=60", "age", "90"), 0);
  for (const odd of ["max-age=-1", "max-age=abc", "max-age", "max-age=1e9", "max-age=99999999999999"])
    assert.equal(freshMs("cache-control", odd), 0, odd);
  assert.equal(keepable(200, cached("public, max-age=60, no-cache"), true)?.freshMs, 0);
  assert.equal(keepable(200, cached("public, no-cache"), true)?.mayBeStale, false);
});

test("an encoded or translated answer is chosen by that, also where nothing says so", () => {
  assert.deepEqual(varyNames(["Vary", "Origin, Accept", "vary", "accept"]), ["accept", "origin"]);
  assert.deepEqual(varyNames(["content-encoding", "br", "content-language", "ko"]), [
    "accept-encoding",
    "accept-language",
  ]);
});

test("questions that mean the same are the same", () => {
  const by = (value: string) => variantOf(["accept-encoding"], { "accept-encoding": value });
  assert.equal(by("gzip, br;q=0.9"), by("br,gzip"));
  assert.equal(by("gzip, br;q=0"), by("gzip"));
  assert.notEqual(by("gzip"), by("identity"));
  assert.notEqual(usualVariant({ accept: "text/html" }), usualVariant({}));
});

test("a tag is known in a list, weak or not, and by a star", () => {
  for (const presented of ['"a"', 'W/"a"', '"b", "a"', "*"])
    assert.ok(isKnownBy(presented, '"a"'), presented);
  assert.ok(isKnownBy('"a"', 'W/"a"'));
  for (const [presented, tag] of [
    ['"b"', '"a"'],
    ['"a"', undefined],
    [undefined, '"a"'],
    ["a", '"a"'],
  ] as const)
    assert.equal(isKnownBy(presented, tag), false);
});

const copy = (bytes: number, vary: string[] = []): Copy => ({
  ...{ isForAnybody: true, freshMs: 0, mayBeStale: true, etag: undefined, isDoubted: false },
  ...{ headers: [], body: Buffer.alloc(bytes), vary, atMs: 0, change: 0 },
});

type Asking = { accept?: string; by?: string; place?: string };
const question = (address: string, { accept, by = "192.0.2.1", place = address }: Asking = {}): Question => ({
  ...{ address, place, by, hasQuery: address.includes("?") },
  headers: accept === undefined ? {} : { accept },
});
function openCopies(mostCopies: number, mostBytes = 1_000_000, mostOfOnePath = 16) {
  const copies = createCopies({ mostCopies, mostBytes, mostOfOnePath });
  return {
    size: copies.size,
    keep: (address: string, one = copy(10), asking: Asking = {}) =>
      copies.keep(question(address, asking), one),
    has: (address: string, asking: Asking = {}) => copies.find(question(address, asking)) !== undefined,
  };
}

test("copies are bounded in number, in bytes and in variants; what is asked for stays", () => {
  const copies = openCopies(3, 20_000);
  for (const address of ["a", "b", "c"]) copies.keep(address);
  assert.ok(copies.has("a"));
  copies.keep("d");
  assert.ok(copies.has("a") && !copies.has("b") && copies.has("d"));
  copies.keep("e", copy(17_500));
  assert.ok(copies.has("e") && !copies.has("a"));
  assert.ok(copies.size().bytes <= 20_000);
  copies.keep("f", copy(30_000));
  assert.deepEqual(copies.size(), { copies: 0, bytes: 0 });

  const many = openCopies(100);
  for (let i = 0; i < 50; i += 1) many.keep("a", copy(10, ["accept"]), { accept: `${i}` });
  assert.equal(many.size().copies, 8);
  assert.ok(many.has("a", { accept: "49" }) && !many.has("a", { accept: "0" }));
  many.keep("a", copy(20), { accept: "49" });
  assert.equal(many.size().copies, 1, "it is chosen by other things now");
  many.keep("a", copy(40));
  assert.deepEqual(many.size(), { copies: 1, bytes: 40 + 1_024 });
});

test("what one stranger makes up drives out neither the plain address nor what two have asked for", () => {
  const copies = openCopies(20, 1_000_000, 4);
  copies.keep("/menu", copy(10), { place: "/menu" });
  copies.keep("/menu?store=1", copy(10), { place: "/menu" });
  assert.ok(copies.has("/menu?store=1", { by: "198.51.100.1" }));
  copies.keep("/rates");
  assert.ok(copies.has("/rates", { by: "2001:db8:1::1" }));
  for (let i = 0; i < 50; i += 1) copies.keep(`/menu?x=${i}`, copy(10), { place: "/menu" });
  assert.ok(copies.has("/menu") && copies.has("/menu?store=1") && copies.has("/menu?x=49"));
  assert.equal(copies.size().copies, 5, "four of one path, and the other");
  for (let i = 0; i < 50; i += 1) copies.keep(`/made/up/${i}`);
  assert.ok(copies.has("/rates") && copies.has("/menu?store=1") && !copies.has("/made/up/0"));
});

test("an IPv6 line counts as one asker, and what several asked for leaves room for what is new", () => {
  const copies = openCopies(4);
  copies.keep("a", copy(10), { by: "2001:db8::1" });
  assert.ok(copies.has("a", { by: "2001:db8::2" }));
  for (const address of ["b", "c", "d", "e"]) copies.keep(address);
  assert.ok(!copies.has("a"), "one line had asked for it");
  for (const address of ["f", "g", "h", "i", "j", "k"]) {
    copies.keep(address);
    assert.ok(copies.has(address, { by: "198.51.100.1" }), `${address} is new and is kept`);
  }
  assert.ok(copies.has("k") && copies.has("j") && !copies.has("f"));
});

test("made-up variants do not drive out the one that two have asked for", () => {
  const copies = openCopies(100);
  copies.keep("a", copy(10, ["accept"]), { accept: "real" });
  assert.ok(copies.has("a", { accept: "real", by: "198.51.100.1" }));
  for (let i = 0; i < 50; i += 1) copies.keep("a", copy(10, ["accept"]), { accept: `${i}` });
  assert.ok(copies.has("a", { accept: "real" }) && copies.has("a", { accept: "49" }));
  assert.equal(copies.size().copies, 8);
});
