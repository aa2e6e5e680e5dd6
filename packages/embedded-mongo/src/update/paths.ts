import { MongoError } from "../errors.ts";

const numeric = /^(0|[1-9]\d*)$/;

/** Updates are applied in the order of their paths: names by their characters, array positions by their number. */
export function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    if (x === y) continue;
    if (numeric.test(x) && numeric.test(y)) return Number(x) - Number(y);
    return Buffer.compare(Buffer.from(x), Buffer.from(y));
  }
  return a.length - b.length;
}

/** Two updates of one path, or of a path and of something within it, contradict each other. */
export function refuseConflicts(sorted: readonly (readonly string[])[]): void {
  refuseMixedChildren(sorted);
  const seen = new Set<string>();
  for (const parts of sorted) {
    for (let length = 1; length <= parts.length; length++) {
      const at = parts.slice(0, length).join(".");
      if (seen.has(at))
        throw new MongoError(40, `Updating the path '${parts.join(".")}' would create a conflict at '${at}'`);
    }
    seen.add(parts.join("."));
  }
}

/** `a.$[]` takes `a` for an array, `a.x` for a document: it cannot be both. */
function refuseMixedChildren(sorted: readonly (readonly string[])[]): void {
  const parents = new Map<string, boolean>();
  for (const parts of sorted)
    for (let length = 1; length < parts.length; length++) {
      const parent = parts.slice(0, length).join(".");
      const isArrayPart = parts[length]!.startsWith("$[");
      if ((parents.get(parent) ?? isArrayPart) !== isArrayPart)
        throw new MongoError(
          40,
          `Updating the path '${parts.join(".")}' would create a conflict at '${parent}'`,
        );
      parents.set(parent, isArrayPart);
    }
}

export function checkPath(path: string): string[] {
  if (path === "") throw new MongoError(56, "An empty update path is not valid.");
  const parts = path.split(".");
  if (parts.some((part) => part === ""))
    throw new MongoError(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
  const [first = ""] = parts;
  if (isPositional(first))
    throw new MongoError(
      2,
      `Cannot have positional (i.e. '$') element in the first position in path '${path}'`,
    );
  if (first.startsWith("$"))
    throw new MongoError(
      52,
      `The dollar ($) prefixed field '${first}' in '${path}' is not valid for storage.`,
    );
  return parts;
}

/** `$`, `$[]` or `$[name]`. */
export const isPositional = (part: string) => part === "$" || /^\$\[[^\]]*\]$/.test(part);
