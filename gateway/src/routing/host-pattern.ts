import { longestMatched } from "./bounded-pattern.ts";
import { bounded, compiled, PatternFault } from "./path-pattern.ts";

const plain = /^[A-Za-z0-9._:[\]-]+$/;
const quoted = (piece: string) => piece.replace(/[.[\]]/g, "\\$&");

/** `localhost:8080` and `[::1]:8080` without their port. */
export const hostName = (host: string | undefined): string =>
  (host ?? "").replace(/:\d*$/, "").slice(0, 255).toLowerCase();

export type HostPattern = {
  text: string;
  /** The one name it fits: what the index goes by. */
  name: string | undefined;
  fits(host: string): boolean;
};

/** `host` of an apiEndpoint: each `*` is one label, and at least one character of it. */
export function compileHost(text: string): HostPattern {
  const pieces = text.split("*");
  if (pieces.some((piece) => piece !== "" && !plain.test(piece)))
    throw new PatternFault(`${text} is a name, with * for a label of it; hostRegex says the rest`);
  const lower = text.toLowerCase();
  if (pieces.length === 1) return { text, name: lower, fits: (host) => host === lower };
  const expression = new RegExp(`^${pieces.map(quoted).join("([^.]+)")}$`, "i");
  return { text, name: undefined, fits: (host) => expression.test(host) };
}

/** `hostRegex` has to fit the whole name, as in express-gateway. */
export function compileHostRegex(text: string): HostPattern {
  const expression = compiled(`^(?:${text})$`, "i");
  return { text, name: undefined, fits: (host) => expression.test(host) };
}

/** A glob as conditions and certificates have it: `*` and `?` within a name, `{a,b}` for one of several. */
export function compileGlob(text: string): (value: string) => boolean {
  let depth = 0;
  const source = [...text].map((one) => {
    if (one === "*") return ".*";
    if (one === "?") return ".";
    if (one === "{") depth += 1;
    if (one === "}") depth -= 1;
    if (depth < 0 || depth > 1) throw new PatternFault(`${text}: braces do not stand in pairs`);
    if (one === "{") return "(?:";
    if (one === "}") return ")";
    if (one === ",") return depth === 1 ? "|" : ",";
    if (!plain.test(one) || one === "[" || one === "]")
      throw new PatternFault(`${text}: only *, ? and {a,b} are taken here, not ${one}`);
    return quoted(one);
  });
  if (depth !== 0) throw new PatternFault(`${text}: braces do not stand in pairs`);
  if (text.split("*").length > 4) throw new PatternFault(`${text} has more than three *`);
  const expression = bounded(text, `^${source.join("")}$`, "i");
  return (value) => value.length <= longestMatched && expression.test(value);
}
