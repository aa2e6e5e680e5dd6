import { endlessness, longestMatched } from "./bounded-pattern.ts";

/** What a pattern found in a path. */
export type PathFound = {
  /** From the first wildcard or parameter on: what the service sees when the path is stripped. */
  rest: readonly string[];
  /** By name, and by number for each `*`. */
  params: Readonly<Record<string, string>>;
};

export type PathPattern = {
  text: string;
  /** The fixed segments before the first wildcard or parameter: what the index goes by. */
  prefix: readonly string[];
  /** Of a path that begins with the prefix: whoever looks in the index has come by it. */
  match(segments: readonly string[]): PathFound | undefined;
};

const mostWildcards = 3;

const noParams = Object.freeze({});
const nothing: readonly string[] = [];
const literal = /^[^:*?+()[\]{}\\|^$]+$/;
const named = /^:([A-Za-z_][A-Za-z0-9_]*)(\?)?$/;

export class PatternFault extends Error {}

const isFixed = (segment: string) => literal.test(segment);

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new PatternFault(`${segment} cannot be decoded`);
  }
}

/**
 * Express 4's paths as far as they mean one thing only: fixed segments, `:name`, `:name?` at the end, `*` for
 * anything, also across slashes, and `/**` at the end for a path and all beneath it.
 */
export function compilePath(text: string): PathPattern {
  if (text !== "*" && !text.startsWith("/")) throw new PatternFault(`${text} has to begin with / (or be *)`);
  const segments = text.replace(/^\//, "").split("/");
  if (segments.at(-1) === "") segments.pop();
  if (segments.includes("")) throw new PatternFault(`${text} has two slashes in a row`);
  const wild = segments.findIndex((segment) => !isFixed(segment));
  const prefix = segments.slice(0, wild < 0 ? segments.length : wild).map(decoded);
  const { length } = prefix;
  const beneath = (least: number) => ({
    ...{ text, prefix },
    match: (path: readonly string[]) =>
      path.length < least ? undefined : { rest: path.slice(length), params: noParams },
  });
  if (wild < 0) {
    const match = (path: readonly string[]) =>
      path.length === length ? { rest: nothing, params: noParams } : undefined;
    return { text, prefix, match };
  }
  const tail = segments.slice(wild).join("/");
  if (tail === "**") return beneath(length);
  // `/*` is all there is; `/x/*` is what lies beneath /x, and not /x itself.
  if (tail === "*") return beneath(length === 0 ? 0 : length + 1);
  return byExpression(text, prefix, segments.slice(wild));
}

function byExpression(text: string, prefix: readonly string[], segments: readonly string[]): PathPattern {
  const names: string[] = [];
  let stars = 0;
  const parts = segments.map((segment, index) => {
    const [, name, optional] = named.exec(segment) ?? [];
    if (name !== undefined) {
      if (names.includes(name)) throw new PatternFault(`${text} has :${name} twice`);
      if (optional && index < segments.length - 1)
        throw new PatternFault(`${text}: only the last segment may be left out`);
      names.push(name);
      return optional ? "(?:/([^/]+))?" : "/([^/]+)";
    }
    const pieces = segment.split("*").map((piece) => piece && escaped(text, piece));
    for (const _ of pieces.slice(1)) names.push(String(stars++));
    return `/${pieces.join("([^]*)")}`;
  });
  if (stars > mostWildcards) throw new PatternFault(`${text} has more than ${mostWildcards} wildcards`);
  const expression = bounded(text, `^${parts.join("")}$`, "u");
  const { length } = prefix;

  return {
    ...{ text, prefix },
    match(path) {
      const rest = path.slice(length);
      const given = rest.length === 0 ? "" : `/${rest.join("/")}`;
      if (given.length > longestMatched) return undefined;
      const found = expression.exec(given);
      if (!found) return undefined;
      const params: Record<string, string> = {};
      for (const [index, name] of names.entries()) {
        const value = found[index + 1];
        if (value !== undefined) params[name] = value;
      }
      return { rest, params };
    },
  };
}

/** What Express would read as an expression is refused: an operator who means it has `pathRegex`. */
function escaped(text: string, piece: string): string {
  if (!literal.test(piece))
    throw new PatternFault(
      `${text}: only fixed segments, :name, :name? at the end, * and /** are taken here; pathRegex says the rest`,
    );
  return decoded(piece).replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

/** `pathRegex`: against the whole path as it is sent on. */
export function compilePathRegex(source: string): PathPattern {
  const expression = compiled(source, "");
  return {
    ...{ text: source, prefix: nothing },
    match(path) {
      const whole = plainPath(path);
      if (whole.length > longestMatched) return undefined;
      const found = expression.exec(whole);
      if (!found) return undefined;
      const params: Record<string, string> = { ...found.groups };
      for (const [index, value] of found.slice(1).entries())
        if (value !== undefined) params[String(index)] = value;
      return { rest: path, params };
    },
  };
}

/** A regular expression is the operator's, what it is held against is not: none of it may be endless. */
export function compiled(source: string, flags: string): RegExp {
  try {
    return bounded(source, source, flags);
  } catch (error) {
    throw new PatternFault(error instanceof Error ? error.message : String(error));
  }
}

export function bounded(text: string, source: string, flags: string): RegExp {
  const expression = new RegExp(source, flags);
  const why = endlessness(source, flags);
  if (why !== undefined) throw new PatternFault(`${text} ${why}`);
  return expression;
}

/** As a client writes it: encoded where it has to be, and nowhere else. */
export const plainPath = (segments: readonly string[]): string =>
  `/${segments.map((one) => encodeURIComponent(one).replace(/%(3A|40|2B|2C|3B|3D|24|26)/g, decodeURIComponent)).join("/")}`;
