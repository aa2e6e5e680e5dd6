import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "@siren/contracts/refusal";
import { conditionInWords, readCondition } from "../src/conditions/read-condition.ts";
import type { Exchange } from "../src/policies/exchange.ts";
import type { Fault } from "../src/reading/written-file.ts";
import { safePathOf } from "../src/routing/safe-path.ts";

type Asked = { url?: string; method?: string; host?: string; isKnown?: boolean };

/** As much of an exchange as a condition may look at. */
const exchange = ({ url = "/", method = "GET", host = "a.test", isKnown = false }: Asked) =>
  ({ req: { method, headers: { host } }, path: safePathOf(url), isKnown }) as unknown as Exchange;

function holds(condition: object, asked: Asked = {}): boolean {
  const faults: Fault[] = [];
  const made = readCondition(condition, [], faults);
  assert.deepEqual(faults, []);
  assert.ok(made);
  return made(exchange(asked));
}

function faultOf(condition: unknown): string {
  const faults: Fault[] = [];
  assert.equal(readCondition(condition, ["condition"], faults), undefined);
  return faults.map(({ path, text }) => `${path.join(".")}: ${text}`).join("\n");
}

test("always and never say so", () => {
  assert.deepEqual([holds({ name: "always" }), holds({ name: "never" })], [true, false]);
});

test("pathMatch fits anywhere in path and query, as they are sent on", () => {
  const pattern = { name: "pathMatch", pattern: "^/admin/.*\\?.*force=1" };
  assert.ok(holds(pattern, { url: "/admin/x?force=1" }));
  assert.ok(holds(pattern, { url: "/%61dmin/x?a=b&force=1" }), "however it is spelt");
  assert.ok(!holds(pattern, { url: "/shop/admin/x?force=1" }));
  assert.ok(!holds({ name: "pathMatch", pattern: "^/a$" }, { url: "/a%3Fb" }), "an encoded ? ends no path");
  assert.ok(holds({ name: "pathMatch", pattern: "^/@cups:1,2$" }, { url: "/%40cups%3A1,2" }));
  assert.throws(
    () => holds({ name: "pathMatch", pattern: "x" }, { url: `/${"a".repeat(3_000)}` }),
    (error) => error instanceof Refusal && error.code === "BAD_REQUEST",
  );
});

test("pathExact is the whole of it, the query too", () => {
  const exact = { name: "pathExact", path: "/a/b/" };
  assert.ok(holds(exact, { url: "/a/b" }));
  assert.ok(!holds(exact, { url: "/a/b?c=1" }));
  assert.ok(!holds(exact, { url: "/a/b/c" }));
  assert.ok(holds({ name: "pathExact", path: "/a?c=1" }, { url: "/a?c=1" }));
  assert.ok(holds({ name: "pathExact", path: "/" }, { url: "/" }));
});

test("method is one of those named", () => {
  assert.ok(holds({ name: "method", methods: "POST" }, { method: "POST" }));
  assert.ok(holds({ name: "method", methods: ["get", "POST"] }));
  assert.ok(!holds({ name: "method", methods: ["POST"] }));
});

test("hostMatch is a glob for the whole Host, its port included", () => {
  assert.ok(holds({ name: "hostMatch", pattern: "*.test" }));
  assert.ok(!holds({ name: "hostMatch", pattern: "*.test" }, { host: "a.test:80" }));
  assert.ok(holds({ name: "hostMatch", pattern: "{a,b}.test:*" }, { host: "b.test:80" }));
  assert.ok(!holds({ name: "hostMatch", pattern: "a.test" }, { host: "axtest" }));
});

test("authenticated is whoever proved it, anonymous is everybody else", () => {
  for (const isKnown of [true, false]) {
    assert.equal(holds({ name: "authenticated" }, { isKnown }), isKnown);
    assert.equal(holds({ name: "anonymous" }, { isKnown }), !isKnown);
  }
});

test("allOf, oneOf and not hold others, and these again others", () => {
  const [yes, no] = [{ name: "always" }, { name: "never" }];
  const of = (name: string, ...conditions: object[]) => holds({ name, conditions });
  assert.deepEqual([of("allOf", yes, yes), of("allOf", yes, no)], [true, false]);
  assert.deepEqual([of("oneOf", no, yes), of("oneOf", yes, yes), of("oneOf", no)], [true, true, false]);
  assert.deepEqual(
    [holds({ name: "not", condition: no }), holds({ name: "not", condition: yes })],
    [true, false],
  );
  const write = { name: "not", condition: { name: "method", methods: ["GET", "HEAD"] } };
  const deep = {
    name: "allOf",
    conditions: [write, { name: "oneOf", conditions: [no, { name: "anonymous" }] }],
  };
  assert.ok(holds(deep, { method: "PUT" }));
  assert.ok(!holds(deep, { method: "GET" }));
  assert.equal(conditionInWords(deep), '(not (method ["GET","HEAD"]) and (never or anonymous))');
});

test("what is no condition is refused at its place, and code with a word on what to say instead", () => {
  assert.match(
    faultOf({ name: "sometimes" }),
    /^condition\.name: no condition is called sometimes here: there are always/,
  );
  assert.match(
    faultOf({ name: "expression", expression: "req.ip" }),
    /expression here: it is code; pathMatch/,
  );
  assert.match(faultOf({ name: "tlsClientAuthenticated" }), /client certificates/);
  assert.match(faultOf({ name: "json-schema", schema: {} }), /bodies/);
  assert.match(faultOf("always"), /a condition is \{ name/);
  assert.match(faultOf({ name: "always", really: true }), /^condition\.really: nobody knows this key/);
  assert.match(faultOf({ name: "pathMatch" }), /^condition\.pattern: /);
  assert.match(faultOf({ name: "pathMatch", pattern: "(" }), /^condition: .*Unterminated group/);
  assert.match(faultOf({ name: "allOf" }), /^condition\.conditions: allOf wants a list/);
  assert.match(faultOf({ name: "not" }), /^condition\.condition: /);
  const deep = { name: "not", condition: { name: "allOf", conditions: [{ name: "always" }, { name: "x" }] } };
  assert.match(faultOf(deep), /^condition\.condition\.conditions\.1\.name: no condition is called x/);
});
