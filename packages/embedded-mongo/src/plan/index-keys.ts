import { EMPTY_ARRAY, encodeKey, type KeyPart } from "../bson/key-encoding.ts";
import { emptyDocument } from "../bson/make.ts";
import type { Path } from "../bson/path.ts";
import { BsonType, findField, isDocument, isEmptyDocument, someElement, type Value } from "../bson/value.ts";
import { MongoError, notSupported } from "../errors.ts";

export type KeySet = { keys: Buffer[]; multikey: boolean; allMissing: boolean };
type Found = KeySet & { parts: KeyPart[][] | undefined };

/** All keys one document has under an index (or a sort): one for each element of the array it goes through. */
export function keysOf(doc: Value, paths: readonly Path[], directions: readonly number[]): KeySet {
  const found = allKeys(doc, paths, directions, false);
  if (found.keys.length > 1) {
    const seen = new Map(found.keys.map((key) => [key.toString("latin1"), key]));
    found.keys = [...seen.values()];
  }
  return found;
}

/** What one of the keys was made of, for the message about a duplicate. */
export function partsOfKey(
  doc: Value,
  paths: readonly Path[],
  directions: readonly number[],
  key: Buffer,
): KeyPart[] {
  const { keys, parts } = allKeys(doc, paths, directions, true);
  return parts?.[keys.findIndex((each) => each.equals(key))] ?? [];
}

function allKeys(
  doc: Value,
  paths: readonly Path[],
  directions: readonly number[],
  withParts: boolean,
): Found {
  const found: Found = { keys: [], multikey: false, allMissing: true, parts: withParts ? [] : undefined };
  const depths = paths.map(() => 0);
  collect(doc, paths, directions, new Array(paths.length).fill(undefined), [...paths.keys()], depths, found);
  return found;
}

/**
 * Every field still open is followed until it ends or meets an array. All that meet an array must meet the same
 * one: its elements are then gone through together, never each combined with each.
 */
function collect(
  doc: Value,
  paths: readonly Path[],
  directions: readonly number[],
  fixed: KeyPart[],
  open: readonly number[],
  depths: readonly number[],
  found: Found,
): void {
  let array: Value | undefined;
  const inArray: number[] = [];
  const reached = [...depths];
  for (const i of open) {
    const { parts } = paths[i]!;
    let depth = depths[i]!;
    let value: Value | undefined = doc;
    while (depth < parts.length && value !== undefined && value.type !== BsonType.array)
      value = isDocument(value) ? findField(value, parts[depth++]!.bytes) : undefined;
    reached[i] = depth;
    if (value?.type !== BsonType.array) {
      if (value !== undefined) found.allMissing = false;
      fixed[i] = value;
      continue;
    }
    // Indexes on positions are refused when they are made, so this is a sort.
    if ((parts[depth]?.index ?? -1) >= 0)
      throw notSupported(`sorting by the array position '${paths[i]!.text}'`);
    if (array !== undefined && array.start !== value.start)
      throw new MongoError(
        171,
        `cannot index parallel arrays [${paths[i]!.text}] [${paths[inArray[0]!]!.text}]`,
      );
    array = value;
    inArray.push(i);
  }
  if (array === undefined) {
    found.keys.push(encodeKey(fixed, directions));
    found.parts?.push([...fixed]);
    return;
  }
  found.multikey = true;
  const ended = inArray.filter((i) => reached[i] === paths[i]!.parts.length);
  const further = inArray.filter((i) => reached[i] !== paths[i]!.parts.length);
  if (ended.length > 0) found.allMissing = false;
  const visit = (element: Value | undefined) => {
    const next = [...fixed];
    for (const i of ended) next[i] = element ?? EMPTY_ARRAY;
    const inner = isDocument(element) ? element : emptyDocument;
    collect(inner, paths, directions, next, further, reached, found);
    return false;
  };
  if (isEmptyDocument(array)) visit(undefined);
  else someElement(array, visit);
}
