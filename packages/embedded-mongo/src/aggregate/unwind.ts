import { makeInt64, nullValue } from "../bson/make.ts";
import { parsePath, valueAt } from "../bson/path.ts";
import { isTruthy, readString } from "../bson/read.ts";
import { closeDocument, openDocument } from "../bson/tree.ts";
import { BsonType, elements, entries, isArray, isDocument, type Value } from "../bson/value.ts";
import type { Node } from "../bson/write.ts";
import { MongoError } from "../errors.ts";
import type { Stage } from "./stages.ts";

export function compileUnwind(spec: Value): Stage {
  const options = isDocument(spec) ? new Map(entries(spec)) : new Map([["path", spec]]);
  for (const name of options.keys())
    if (!["path", "includeArrayIndex", "preserveNullAndEmptyArrays"].includes(name))
      throw new MongoError(28811, `unrecognized option to $unwind stage: ${name}`);
  const given = options.get("path");
  if (given?.type !== BsonType.string) throw new MongoError(28812, "no path specified to $unwind stage");
  const text = readString(given);
  if (!text.startsWith("$") || text.startsWith("$$") || text.length < 2)
    throw new MongoError(28818, `path option to $unwind stage should be prefixed with a '$': ${text}`);
  if (text.includes("\0"))
    throw new MongoError(16419, "field path must not contain embedded null characters");
  const path = parsePath(text.slice(1));
  const names = path.parts.map((part) => part.name);
  const keep = isTruthy(options.get("preserveNullAndEmptyArrays"));
  const indexField = options.get("includeArrayIndex");
  if (indexField && indexField.type !== BsonType.string)
    throw new MongoError(
      28810,
      "expected a non-empty string for the includeArrayIndex option to $unwind stage",
    );
  const indexNames = indexField && parsePath(readString(indexField)).parts.map((part) => part.name);

  const emit = (doc: Value, value: Value | undefined, index: Node): Value => {
    const fields = openDocument(doc);
    setAt(fields, names, value);
    if (indexNames) setAt(fields, indexNames, index);
    return closeDocument(fields);
  };
  return (docs) =>
    docs.flatMap((doc): Value[] => {
      const value = valueAt(doc, path);
      if (isArray(value)) {
        const list = elements(value);
        if (list.length === 0) return keep ? [emit(doc, undefined, nullValue)] : [];
        return list.map((element, i) => emit(doc, element, makeInt64(BigInt(i))));
      }
      const nothing = value === undefined || value.type === BsonType.null;
      return nothing && !keep ? [] : [emit(doc, value, nullValue)];
    });
}

/** Sets (or, with undefined, removes) a field, opening documents on the way. */
function setAt(fields: Map<string, Node>, names: string[], value: Node | undefined): void {
  const [name = "", ...rest] = names;
  if (rest.length === 0) {
    if (value === undefined) fields.delete(name);
    else fields.set(name, value);
    return;
  }
  const inner = fields.get(name);
  const opened =
    inner === undefined || inner instanceof Map || Array.isArray(inner) || !isDocument(inner)
      ? undefined
      : openDocument(inner);
  if (!opened && value === undefined) return;
  const next = opened ?? new Map<string, Node>();
  setAt(next, rest, value);
  fields.set(name, next);
}
