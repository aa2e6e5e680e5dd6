import { sameBytes } from "../bson/compare.ts";
import { readRegex, readString } from "../bson/read.ts";
import { BsonType, type Value } from "../bson/value.ts";
import { MongoError, notSupported } from "../errors.ts";
import type { Test } from "./matcher.ts";

export function regexTest(operand: Value): Test {
  const { pattern, flags } = readRegex(operand);
  const compiled = compileRegex(pattern, flags);
  return (value) =>
    value !== undefined &&
    (value.type === BsonType.string
      ? compiled.test(readString(value))
      : value.type === BsonType.regex && sameBytes(value, operand));
}

/** Patterns are run by JavaScript's engine; what it reads otherwise than PCRE is refused. */
export function compileRegex(pattern: string, flags: string): RegExp {
  let jsFlags = "u";
  for (const flag of flags) {
    if (flag === "i" || flag === "m" || flag === "s") jsFlags += flag;
    else if (flag !== "u" && flag !== "x")
      throw new MongoError(51108, `invalid flag in regex options: ${flag}`);
  }
  if (/\(\?[#>P|&R+]|\(\?[a-z]+\)|\(\*|\\[AZzGKQEhHRXaex]|\[\[:|[+*?}]\+/.test(pattern.replace(/\\\\/g, "")))
    throw notSupported(`$regex syntax of '${pattern}'`);
  const unique = [...new Set(jsFlags)].join("");
  const source = flags.includes("x") ? withoutLayout(pattern) : pattern;
  try {
    return new RegExp(source, unique);
  } catch {
    try {
      return new RegExp(source, unique.replace("u", ""));
    } catch {
      throw new MongoError(51091, `Regular expression is invalid: ${pattern}`);
    }
  }
}

/** The extended form: white space and comments do not count, except escaped or within a class. */
function withoutLayout(pattern: string): string {
  return pattern.replace(/\\.|\[(?:\\.|[^\]])*\]|\s+|#[^\n]*/g, (part) => (/^[\s#]/.test(part) ? "" : part));
}
