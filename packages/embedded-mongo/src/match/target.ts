import { type Path, type Visit, visitPath } from "../bson/path.ts";
import type { Value } from "../bson/value.ts";
import type { Matcher, Test } from "./matcher.ts";

/** What operators are about: a path within a document, or one array element by itself. */
export type Target = {
  name: string;
  /** With `expand`, an array at the end of the path is visited element by element, then as a whole. */
  visit: (doc: Value, expand: boolean, visit: Visit) => boolean;
};

export const pathTarget = (path: Path): Target => ({
  name: path.text,
  visit: (doc, expand, visit) => visitPath(doc, path, expand, visit),
});

export const elementTarget: Target = { name: "", visit: (element, _expand, visit) => visit(element, -1) };

/** True as soon as one value passes. */
export function anyValue(target: Target, test: Test): Matcher {
  return (doc, details) =>
    target.visit(doc, true, (value, arrayIndex) => {
      if (!test(value)) return false;
      if (details && arrayIndex >= 0) details.arrayIndex = arrayIndex;
      return true;
    });
}
