import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod";
import type { Exchange } from "../policies/exchange.ts";
import { longestMatched } from "../routing/bounded-pattern.ts";
import { compileGlob } from "../routing/host-pattern.ts";
import { compiled, plainPath } from "../routing/path-pattern.ts";
import { defineCondition } from "./condition.ts";

/**
 * Path and query, as a proper client would have written them: what goes to the service is made of the same
 * segments, so that a guard and the service never see two different paths.
 */
function urlOf({ path }: Exchange): string {
  const url = `${plainPath(path.segments)}${path.query}`;
  // Neither yes nor no would be safe: a guard may stand on either.
  if (url.length > longestMatched) throw new Refusal("BAD_REQUEST", "The address is too long");
  return url;
}

export const pathMatch = defineCondition({
  name: "pathMatch",
  settings: z.strictObject({
    pattern: z.string().describe("a regular expression for the path and the query, fitting anywhere in them"),
  }),
  create({ pattern }) {
    const expression = compiled(pattern, "");
    return (exchange) => expression.test(urlOf(exchange));
  },
});

export const pathExact = defineCondition({
  name: "pathExact",
  settings: z.strictObject({ path: z.string().startsWith("/").describe("path and query, letter by letter") }),
  create({ path }) {
    const exact = path.replace(/(?<=.)\/(?=$|\?)/, "");
    return (exchange) => urlOf(exchange) === exact;
  },
});

export const method = defineCondition({
  name: "method",
  settings: z.strictObject({
    methods: z.union([z.string(), z.array(z.string()).min(1)]).describe("one method, or a list of them"),
  }),
  create({ methods }) {
    const taken = new Set([methods].flat().map((one) => one.toUpperCase()));
    return ({ req }) => taken.has(req.method);
  },
});

export const hostMatch = defineCondition({
  name: "hostMatch",
  settings: z.strictObject({
    pattern: z.string().describe("a glob for the Host header, its port included"),
  }),
  create({ pattern }) {
    const fits = compileGlob(pattern);
    return ({ req }) => req.headers.host !== undefined && fits(req.headers.host);
  },
});
