import { Refusal } from "@siren/contracts/refusal";
import type { Exchange } from "./exchange.ts";

type Piece = string | { name: string; isOptional: boolean };

/** `:name` and `:name?` in a path, as Express has them; a colon before a digit is a port. */
const parameter = /(\/?):([A-Za-z_][A-Za-z0-9_]*)(\?)?/g;

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  const scheme = /^https?:\/\//.exec(text)?.[0] ?? "";
  let at = scheme.length;
  let fixed = scheme;
  for (const found of text.slice(scheme.length).matchAll(parameter)) {
    const [all, slash = "", name = "", optional] = found;
    const start = scheme.length + found.index;
    fixed += text.slice(at, start);
    at = start + all.length;
    // The slash goes with a parameter that may be missing.
    if (optional === undefined) fixed += slash;
    if (fixed !== "") pieces.push(fixed);
    fixed = "";
    pieces.push({
      name: optional === undefined ? name : `${slash}${name}`,
      isOptional: optional !== undefined,
    });
  }
  fixed += text.slice(at);
  if (fixed !== "") pieces.push(fixed);
  return pieces;
}

/** Each segment by itself: a slash that was found stays one, all else is encoded. */
const inPath = (value: string): string => value.split("/").map(encodeURIComponent).join("/");

/** What the new path is, for one request; made once, when the file is read. */
export function compileTarget(text: string): (exchange: Exchange) => string {
  const pieces = piecesOf(text);
  return ({ found, path, route }) => {
    // `$1` is what a regular expression found, `$&` all of it; what did not fit of the path stays.
    if (found?.expression) return path.path.replace(found.expression, text);
    const params = found?.params ?? route.params ?? {};
    let target = "";
    for (const piece of pieces) {
      if (typeof piece === "string") {
        target += piece;
        continue;
      }
      const slash = piece.isOptional && piece.name.startsWith("/") ? "/" : "";
      const value = params[piece.name.slice(slash.length)];
      if (value !== undefined && value !== "") target += `${slash}${inPath(value)}`;
      else if (!piece.isOptional) throw new Refusal("NOT_FOUND", `The path has no ${piece.name}`);
    }
    return target;
  };
}
