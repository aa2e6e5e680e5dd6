import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod";
import { longestMatched } from "../routing/bounded-pattern.ts";
import { compiled, compilePath, plainPath } from "../routing/path-pattern.ts";
import { defineCondition } from "./condition.ts";

/** Of express-gateway's plugin for rewriting, which goes by what they found. */
export const pathmatch = defineCondition({
  name: "pathmatch",
  settings: z.strictObject({
    match: z.string().describe("a path as in an apiEndpoint, with :name for a segment"),
  }),
  create({ match }) {
    const pattern = compilePath(match);
    return (exchange) => {
      const { segments } = exchange.path;
      if (!pattern.prefix.every((segment, index) => segments[index] === segment)) return false;
      const found = pattern.match(segments);
      if (found) exchange.found = { params: found.params };
      return found !== undefined;
    };
  },
});

export const regexpmatch = defineCondition({
  name: "regexpmatch",
  settings: z.strictObject({
    match: z.string().describe("a regular expression for the path, without its query"),
  }),
  create({ match }) {
    const expression = compiled(match, "");
    return (exchange) => {
      const path = plainPath(exchange.path.segments);
      if (path.length > longestMatched) throw new Refusal("BAD_REQUEST", "The address is too long");
      const fits = expression.test(path);
      if (fits) exchange.found = { expression };
      return fits;
    };
  },
});
