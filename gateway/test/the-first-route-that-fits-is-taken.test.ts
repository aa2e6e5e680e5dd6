import assert from "node:assert/strict";
import { test } from "node:test";
import { knownPolicies } from "../src/policies/known-policies.ts";
import { readGatewayFile } from "../src/reading/gateway-file.ts";
import { endlessness } from "../src/routing/bounded-pattern.ts";
import { compileGlob, compileHost, compileHostRegex, hostName } from "../src/routing/host-pattern.ts";
import { compilePath, compilePathRegex, PatternFault } from "../src/routing/path-pattern.ts";
import { createRouteIndex } from "../src/routing/route-index.ts";
import { safePathOf } from "../src/routing/safe-path.ts";
import { entriesOf } from "../src/routing/snapshot.ts";

const segmentsOf = (path: string) => safePathOf(path).segments;
const found = (pattern: string, path: string) => {
  const entry = { order: 0, host: undefined, pattern: compilePath(pattern), methods: undefined, route: {} };
  const match = createRouteIndex([entry]).find({ method: "GET", host: "", segments: segmentsOf(path) });
  return match && [match.rest.join("/"), { ...match.params }];
};

/** What is asked (method, host, path) of a file with these apiEndpoints: the name of the one that is taken. */
function taken(apiEndpoints: object) {
  const pipelines = { all: { apiEndpoints: Object.keys(apiEndpoints), policies: [] } };
  const file = readGatewayFile(JSON.stringify({ apiEndpoints, pipelines }), {
    ...{ file: "routes.json", env: {}, policies: knownPolicies },
  });
  const index = createRouteIndex(entriesOf(file, new Map()));
  return (path: string, method = "GET", host = "any.test") =>
    index.find({ method, host: hostName(host), segments: segmentsOf(path) })?.entry.route.endpoint;
}

test("a path is fixed, or leaves open what Express leaves open", () => {
  assert.deepEqual(found("/a/b", "/a/b/"), ["", {}]);
  assert.equal(found("/a/b", "/a/B"), undefined);
  assert.equal(found("/a/b", "/a/b/c"), undefined);
  assert.deepEqual(found("/a/**", "/a"), ["", {}]);
  assert.deepEqual(found("/a/**", "/a/b/c"), ["b/c", {}]);
  assert.equal(found("/a/*", "/a"), undefined);
  assert.deepEqual(found("/a/*", "/a/b/c"), ["b/c", {}]);
  for (const all of ["*", "/*", "/**"]) assert.deepEqual(found(all, "/x/y"), ["x/y", {}], all);
  assert.deepEqual(found("*", "/"), ["", {}]);
  assert.deepEqual(found("/", "/"), ["", {}]);
  assert.equal(found("/", "/x"), undefined);
  assert.deepEqual(found("/:kind/:id", "/cup/7"), ["cup/7", { kind: "cup", id: "7" }]);
  assert.deepEqual(found("/cups/:id?", "/cups"), ["", {}]);
  assert.deepEqual(found("/cups/:id?", "/cups/7"), ["7", { id: "7" }]);
  assert.equal(found("/cups/:id?", "/cups/7/8"), undefined);
  assert.deepEqual(found("/a/*/c", "/a/b/b/c"), ["b/b/c", { 0: "b/b" }]);
  assert.deepEqual(found("/img/*.png", "/img/a.b.png"), ["a.b.png", { 0: "a.b" }]);
  assert.equal(found("/img/*.png", "/img/axpng"), undefined);
  assert.deepEqual(found("/caf%C3%A9/*", "/café/x"), ["x", {}]);
  assert.deepEqual(found("/커피/:name", "/%EC%BB%A4%ED%94%BC/a%20b"), ["a b", { name: "a b" }]);
  for (const wrong of [
    "a",
    "/a//b",
    "/(a|b)",
    "/ab?c",
    "/a+",
    "/:a/:a",
    "/:a?/b",
    "/:id(\\d+)",
    "/%",
    "/*a*b*c*",
  ])
    assert.throws(() => compilePath(wrong), PatternFault, wrong);
});

test("an expression for a path fits what is sent on, and no longer input is held against it", () => {
  const cups = compilePathRegex("^/cups/(?<id>[0-9]+)$");
  assert.deepEqual(cups.match(segmentsOf("/cups/12"))?.params, { 0: "12", id: "12" });
  assert.equal(cups.match(segmentsOf("/cups/%31a")), undefined);
  assert.ok(cups.match(segmentsOf("/cups/%31")), "decoded before");
  assert.equal(compilePathRegex("^/a+$").match(["a".repeat(5_000)]), undefined);
  assert.throws(() => compilePathRegex("("), PatternFault);
});

test("a pattern that a text made for it could keep busy is refused, and none that only looks so", () => {
  const plain = [
    ...["", "a", "^/a$", "^/x/(.*)$", "^/(.*)/(.*)/(.*)$", "/ip/(.*)/x/(.*)", "^/x\\?q=\\w+&p=.*$"],
    ...["^/a/([^/]+)/([^/]+)/([^/]+)/([^/]+)$", "(\\w+)/(\\w+)/(\\w+)$", "^/\\d{4}-\\d{2}-\\d{2}$"],
    ...["^(/[^/]+)*$", "^/(?:[a-z]+/)*end$", "^(foo|bar)+$", "^/(?:ab){2,5}$", "^(?!/admin)(.*)$"],
    ...["^/(menu|order|barista|member)/(.*)$", "^/api/v[12]/(?<name>[a-z]+)(\\.json|\\.xml)?$", "^/{x}$"],
  ];
  for (const one of plain) assert.equal(endlessness(one), undefined, one);
  const endless = [
    ...["^/re/(a+)+$", "^/(a|a)*$", "^/(a|ab)*c$", "(a*)*b", "(x+x+)+y", "^(\\w+\\s?)*$", "^(.*?,){11}P"],
    ...["^/(.*)-(.*)-(.*)\\.pdf$", ".*.*x", "^/[^/]*[^/]*[^/]*x", "^(/[^/]*[^/]*)*x$", "^(?=(a+)+$)"],
    ...[`^${"a?".repeat(40)}${"a".repeat(40)}`, "^(([a-z])+.)+[A-Z]([a-z])+$", "^(a)\\1+$"],
  ];
  for (const one of endless) assert.equal(typeof endlessness(one), "string", one);
  // These few letters would take minutes otherwise.
  assert.throws(() => compilePathRegex("^/re/(a+)+$").match(["re", `${"a".repeat(35)}!`]), PatternFault);
  assert.throws(() => compileHostRegex("(a+)+"), PatternFault);
  assert.throws(() => compilePath("/x/*-*-*.pdf"), PatternFault);
  assert.throws(() => compileGlob("*-*-*.test"), PatternFault);
});

test("a host is a name, a label left open, or an expression for the whole of it", () => {
  assert.ok(compileHost("shop.test").fits("shop.test"));
  assert.ok(compileHost("*.test").fits("shop.test"));
  assert.ok(!compileHost("*.test").fits("a.shop.test"));
  assert.ok(!compileHost("*.test").fits(".test"));
  assert.ok(compileHostRegex("a|b").fits("B"));
  assert.ok(!compileHostRegex("a|b").fits("ab"));
  assert.equal(hostName("Shop.Test:8080"), "shop.test");
  assert.equal(hostName("[::1]:80"), "[::1]");
  assert.throws(() => compileHost("a b"), PatternFault);
  assert.ok(compileGlob("*.{test,example}:80?0")("a.b.example:8080"));
  assert.ok(!compileGlob("*.test")("a.testx"));
  for (const wrong of ["{a", "a}", "{a,{b}}", "[a]", "!a", "*a*b*c*d"])
    assert.throws(() => compileGlob(wrong), PatternFault, wrong);
});

test("the first of the file that fits is taken, whichever is narrower", () => {
  const at = taken({
    wide: { paths: "/a/**" },
    narrow: { paths: "/a/b" },
    other: { path: ["/c", "/d/:x"] },
    rest: {},
  });
  assert.deepEqual(
    ["/a", "/a/b", "/c", "/d/1", "/d", "/"].map((path) => at(path)),
    ["wide", "wide", "other", "other", "rest", "rest"],
  );
  const narrowFirst = taken({
    narrow: { paths: "/a/b" },
    param: { paths: "/a/:x" },
    wide: { paths: "/a/**" },
  });
  assert.deepEqual(
    ["/a/b", "/a/c", "/a/b/c"].map((path) => narrowFirst(path)),
    ["narrow", "param", "wide"],
  );
});

test("methods are a list, names with commas, or all; HEAD goes where GET does", () => {
  const at = taken({
    reads: { paths: "/a", methods: "get, options" },
    writes: { paths: "/a", methods: ["POST", "PUT"] },
    rest: { paths: "/a", methods: "*" },
  });
  assert.deepEqual(
    ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"].map((method) => at("/a", method)),
    ["reads", "reads", "reads", "writes", "writes", "rest"],
  );
});

test("a host has its own endpoints, and all of one host stand where its first one does", () => {
  const at = taken({
    shop: { host: "shop.test", paths: "/a" },
    anywhere: { paths: "/a" },
    shopToo: { host: "shop.test", paths: "/b" },
    anywhereB: { paths: "/b" },
    sub: { host: "*.shop.test" },
    old: [{ hostRegex: "old[0-9]*\\.test" }, { host: "older.test" }],
  });
  const asked = [
    ["/a", "shop.test"],
    ["/a", "SHOP.test:8080"],
    ["/a", "x.test"],
    // Before `anywhere`, because `shop` is.
    ["/b", "shop.test"],
    ["/b", "old7.test"],
    ["/c", "m.shop.test"],
    ["/c", "old7.test"],
    ["/c", "older.test"],
    ["/c", "x.test"],
  ] as const;
  assert.deepEqual(
    asked.map(([path, host]) => at(path, "GET", host)),
    ["shop", "shop", "anywhere", "shopToo", "anywhereB", "sub", "old", "old", undefined],
  );
});

test("a thousand routes are looked through no longer than ten", () => {
  const pathsOf = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`r${i}`, { paths: `/api/v1/s${i}/**` }]));
  let tried = 0;
  for (const count of [10, 1_000]) {
    const file = readGatewayFile(JSON.stringify({ apiEndpoints: pathsOf(count), pipelines: {} }), {
      ...{ file: "f", env: {}, policies: [] },
    });
    const counted = entriesOf(file, new Map()).map((entry) => {
      const match = (path: readonly string[]) => {
        tried += 1;
        return entry.pattern.match(path);
      };
      return { ...entry, pattern: { ...entry.pattern, match } };
    });
    const index = createRouteIndex(counted);
    for (let i = 0; i < count; i += 1) {
      tried = 0;
      const asked = { method: "GET", host: "", segments: ["api", "v1", `s${i}`, "x"] };
      assert.equal(index.find(asked)?.entry.route.endpoint, `r${i}`);
      assert.equal(tried, 1);
    }
  }
});
