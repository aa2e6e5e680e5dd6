import { MongoError } from "../errors.ts";
import { BsonType, findField, someElement, type Value } from "./value.ts";

/** A dotted path taken apart once; `index` is the number a part may stand for within an array, or -1. */
export type Path = { text: string; parts: PathPart[] };
export type PathPart = { name: string; bytes: Buffer; index: number };

export function parsePath(text: string): Path {
  refuseZeroByte(text);
  const parts = text.split(".").map((name) => ({
    name,
    bytes: Buffer.from(name),
    index: /^(0|[1-9]\d{0,8})$/.test(name) ? Number(name) : -1,
  }));
  return { text, parts };
}

/**
 * Field names end at a zero byte. One that a string brings along would be read, or written, past its end: whatever
 * takes a name from a value has to ask here first.
 */
export function refuseZeroByte(name: string): void {
  if (name.includes("\0"))
    throw new MongoError(16411, `FieldPath field names may not contain '\\0': ${JSON.stringify(name)}`);
}

/**
 * Called with each value a path can mean for a match, or undefined for a missing one; answers true to stop.
 * `arrayIndex` is the position within the outermost array passed on the way, or -1.
 */
export type Visit = (value: Value | undefined, arrayIndex: number) => boolean;

/** MongoDB's way through arrays: by position, and into each embedded document. */
export function visitPath(doc: Value, path: Path, expandLeaf: boolean, visit: Visit): boolean {
  return throughDocument(doc, path.parts, 0, expandLeaf, -1, visit);
}

function throughDocument(
  doc: Value,
  parts: PathPart[],
  at: number,
  expandLeaf: boolean,
  outer: number,
  visit: Visit,
): boolean {
  const found = findField(doc, parts[at]!.bytes);
  if (found === undefined) return visit(undefined, outer);
  if (at === parts.length - 1) return expandLeaf ? visitLeaf(found, outer, visit) : visit(found, outer);
  if (found.type === BsonType.document)
    return throughDocument(found, parts, at + 1, expandLeaf, outer, visit);
  if (found.type === BsonType.array) return throughArray(found, parts, at + 1, expandLeaf, outer, visit);
  return visit(undefined, outer);
}

function visitLeaf(value: Value, outer: number, visit: Visit): boolean {
  if (value.type !== BsonType.array) return visit(value, outer);
  return someElement(value, (element, i) => visit(element, outer < 0 ? i : outer)) || visit(value, outer);
}

function throughArray(
  array: Value,
  parts: PathPart[],
  at: number,
  expandLeaf: boolean,
  outer: number,
  visit: Visit,
): boolean {
  const { index } = parts[at]!;
  // What is no document leads nowhere, not even to a missing value: `{"a.b": null}` does not find `{a: [1]}`.
  return someElement(array, (element, i) => {
    const position = outer < 0 ? i : outer;
    if (
      element.type === BsonType.document &&
      throughDocument(element, parts, at, expandLeaf, position, visit)
    )
      return true;
    if (i !== index) return false;
    if (at === parts.length - 1) return visit(element, outer);
    if (element.type === BsonType.document)
      return throughDocument(element, parts, at + 1, expandLeaf, outer, visit);
    return element.type === BsonType.array && throughArray(element, parts, at + 1, expandLeaf, outer, visit);
  });
}

/** The value at a path that passes documents only, and array positions where a part is a number. */
export function valueAt(doc: Value, path: Path): Value | undefined {
  let current: Value | undefined = doc;
  for (const part of path.parts) {
    if (current === undefined) return undefined;
    if (current.type !== BsonType.document && current.type !== BsonType.array) return undefined;
    current = findField(current, part.bytes);
  }
  return current;
}
