import { show } from "../bson/show.ts";
import { close, open } from "../bson/tree.ts";
import { documentOf, elements, entries, isArray, isDocument, type Value } from "../bson/value.ts";
import { encodeDocument, type Node } from "../bson/write.ts";
import { badValue, failedToParse } from "../errors.ts";
import { compileFilter } from "../match/compile.ts";
import { isPositional } from "./paths.ts";
import { findPlace, type Root } from "./place.ts";

export type ArrayFilters = Map<string, (element: Value) => boolean>;

export function parseArrayFilters(list: readonly Value[] | undefined, now: () => number): ArrayFilters {
  const filters: ArrayFilters = new Map();
  for (const filter of list ?? []) {
    if (!isDocument(filter)) throw failedToParse("Each array filter must be an object");
    const names = identifiers(filter);
    const [name] = names;
    if (name === undefined)
      throw failedToParse("Cannot use an expression without a top-level field name in arrayFilters");
    if (names.size > 1)
      throw failedToParse(
        `Error parsing array filter: Expected a single top-level field name, found '${[...names].join("' and '")}'`,
      );
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name))
      throw badValue(
        `Error parsing array filter: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
      );
    if (filters.has(name))
      throw failedToParse(`Found multiple array filters with the same top-level field name ${name}`);
    const matcher = compileFilter(filter, now);
    filters.set(name, (element) => matcher(documentOf(encodeDocument({ [name]: element })), undefined));
  }
  return filters;
}

function identifiers(filter: Value): Set<string> {
  const names = new Set<string>();
  for (const [name, operand] of entries(filter)) {
    if (!name.startsWith("$")) names.add(name.split(".")[0]!);
    else if (isArray(operand))
      for (const branch of elements(operand))
        if (isDocument(branch)) for (const inner of identifiers(branch)) names.add(inner);
  }
  return names;
}

export function refuseUnusedFilters(filters: ArrayFilters, paths: readonly (readonly string[])[]): void {
  const used = new Set(paths.flat());
  for (const name of filters.keys())
    if (!used.has(`$[${name}]`))
      throw failedToParse(`The array filter for identifier '${name}' was not used in the update`);
  for (const path of paths)
    for (const part of path) {
      const name = /^\$\[(.+)\]$/.exec(part)?.[1];
      if (name !== undefined && !filters.has(name))
        throw badValue(`No array filter found for identifier '${name}' in path '${path.join(".")}'`);
    }
}

/** A path with `$`, `$[]` or `$[name]` as the plain paths it stands for in this document. */
export function expandPath(
  root: Root,
  parts: string[],
  arrayIndex: number,
  filters: ArrayFilters,
): string[][] {
  const at = parts.findIndex(isPositional);
  if (at < 0) return [parts];
  const part = parts[at]!;
  if (part === "$") {
    if (arrayIndex < 0)
      throw badValue("The positional operator did not find the match needed from the query.");
    return expandPath(root, parts.with(at, String(arrayIndex)), arrayIndex, filters);
  }
  const before = parts.slice(0, at);
  const found = findPlace(root, before, false)?.get();
  if (found === undefined)
    throw badValue(
      `The path '${before.join(".")}' must exist in the document in order to apply array updates.`,
    );
  const list = open(found);
  if (!Array.isArray(list))
    throw badValue(`Cannot apply array updates to non-array element ${before.at(-1)}: ${show(found)}`);
  const passes = part === "$[]" ? () => true : filters.get(part.slice(2, -1))!;
  return list.flatMap((element: Node, i) =>
    passes(close(element)) ? expandPath(root, parts.with(at, String(i)), arrayIndex, filters) : [],
  );
}
