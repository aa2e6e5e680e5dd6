import type { Ask } from "./ask.ts";
import type { Case } from "./case.ts";
import { basic } from "./people.ts";

/** Where it holds, the request ends there; else it goes on to the service. */
const when = (of: string, name: string, condition: string, asks: readonly Ask[], before = ""): Case => ({
  ...{ of, name, asks },
  steps: `${before}- terminate: [{ condition: ${condition}, action: { statusCode: 418, message: it holds } }]`,
});
const at = (path: string, more: Ask = {}): Ask => ({ path, ...more });

export const casesOfConditions: readonly Case[] = [
  when("always", "alone", "{ name: always }", [at("/x")]),
  when("always", "inside", "{ name: allOf, conditions: [{ name: always }] }", [at("/x")]),
  when("never", "alone", "{ name: never }", [at("/x")]),
  when("never", "inside", "{ name: oneOf, conditions: [{ name: never }, { name: never }] }", [at("/x")]),
  when("pathMatch", "a path", `{ name: pathMatch, pattern: "^BASE/a/[0-9]+$" }`, [
    at("/a/12"),
    at("/a/b"),
    at("/a/12/c"),
  ]),
  when("pathMatch", "the query too", `{ name: pathMatch, pattern: "q=[a-c]" }`, [at("/x?q=b"), at("/x?q=z")]),
  when("pathExact", "a path", "{ name: pathExact, path: BASE/a }", [at("/a"), at("/a/b"), at("/a?x=1")]),
  when("pathExact", "with a query", `{ name: pathExact, path: "BASE/a?x=1" }`, [at("/a?x=1"), at("/a")]),
  when("method", "one", "{ name: method, methods: POST }", [at("/x", { method: "POST" }), at("/x")]),
  when("method", "several", "{ name: method, methods: [PUT, DELETE] }", [
    at("/x", { method: "PUT" }),
    at("/x", { method: "DELETE" }),
    at("/x"),
  ]),
  when("hostMatch", "a name", "{ name: hostMatch, pattern: shop.test }", [
    at("/x", { headers: { host: "shop.test" } }),
    at("/x", { headers: { host: "other.test" } }),
  ]),
  when("hostMatch", "a glob", `{ name: hostMatch, pattern: "*.shop.test" }`, [
    at("/x", { headers: { host: "a.shop.test" } }),
    at("/x", { headers: { host: "shop.test" } }),
  ]),
  when(
    "authenticated",
    "after basic-auth",
    "{ name: authenticated }",
    [at("/x", { headers: basic("mina", "latte-latte") }), at("/x")],
    "- basic-auth: [{ action: { passThrough: true } }]\n",
  ),
  when(
    "authenticated",
    "after key-auth",
    "{ name: authenticated }",
    [at("/x?apiKey=till:s3cret"), at("/x")],
    "- key-auth: [{ action: { passThrough: true } }]\n",
  ),
  when(
    "anonymous",
    "after key-auth",
    "{ name: anonymous }",
    [at("/x?apiKey=till:s3cret"), at("/x")],
    "- key-auth: [{ action: { passThrough: true } }]\n",
  ),
  when("anonymous", "with nobody asked", "{ name: anonymous }", [at("/x")]),
  when(
    "allOf",
    "two",
    `{ name: allOf, conditions: [{ name: method, methods: GET }, { name: pathMatch, pattern: "/a$" }] }`,
    [at("/a"), at("/b"), at("/a", { method: "PUT" })],
  ),
  when(
    "allOf",
    "inside oneOf",
    `{ name: oneOf, conditions: [{ name: never }, { name: allOf, conditions: [{ name: always }, { name: method, methods: GET }] }] }`,
    [at("/a"), at("/a", { method: "PUT" })],
  ),
  when(
    "oneOf",
    "two",
    `{ name: oneOf, conditions: [{ name: method, methods: PUT }, { name: pathMatch, pattern: "/a$" }] }`,
    [at("/a"), at("/b"), at("/a", { method: "PUT" })],
  ),
  when(
    "oneOf",
    "with one that never holds",
    `{ name: oneOf, conditions: [{ name: never }, { name: pathMatch, pattern: "/a$" }] }`,
    [at("/a"), at("/b")],
  ),
  when("not", "of a method", "{ name: not, condition: { name: method, methods: GET } }", [
    at("/x"),
    at("/x", { method: "PUT" }),
  ]),
  when(
    "not",
    "of several",
    `{ name: not, condition: { name: oneOf, conditions: [{ name: pathMatch, pattern: "/a$" }, { name: pathMatch, pattern: "/b$" }] } }`,
    [at("/a"), at("/c")],
  ),
];
