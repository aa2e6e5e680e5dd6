import { emptyDocument } from "../bson/make.ts";
import { type Path, parsePath } from "../bson/path.ts";
import { isNumber, readNumber } from "../bson/read.ts";
import { entries, isDocument, type Value } from "../bson/value.ts";
import { badValue, MongoError, notSupported } from "../errors.ts";
import { keysOf } from "./index-keys.ts";

export type SortField = { path: Path; direction: 1 | -1 };
export type Sort = { fields: SortField[]; keyOf: (doc: Value | undefined) => Buffer };

export function compileSort(spec: Value): Sort {
  const fields = entries(spec).map(([name, direction]): SortField => {
    if (isDocument(direction)) throw notSupported("sorting by an expression ($meta)");
    const n = isNumber(direction) ? readNumber(direction) : Number.NaN;
    if (n !== 1 && n !== -1)
      throw new MongoError(15975, "$sort key ordering must be 1 (for ascending) or -1 (for descending)");
    if (name === "" || name.startsWith("$"))
      throw new MongoError(16410, `FieldPath field names may not start with '$' or be empty: '${name}'`);
    return { path: parsePath(name), direction: n };
  });
  const paths = fields.map((field) => field.path);
  const directions = fields.map((field) => field.direction);
  const keys = (doc: Value) => {
    try {
      return keysOf(doc, paths, directions).keys;
    } catch (error) {
      if (error instanceof MongoError && error.code === 171)
        throw badValue("cannot sort with keys that are parallel arrays");
      throw error;
    }
  };
  return { fields, keyOf: (doc) => smallest(keys(doc ?? emptyDocument)) };
}

/** Of an array the least element counts, for a descending sort the greatest: the first in key order either way. */
function smallest(keys: Buffer[]): Buffer {
  return keys.reduce((least, key) => (Buffer.compare(key, least) < 0 ? key : least));
}

/** Equal keys stay in the order they came. */
export function sortBy<Row>(rows: Row[], sort: Sort, docOf: (row: Row) => Value): Row[] {
  return rows
    .map((row) => ({ row, key: sort.keyOf(docOf(row)) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ row }) => row);
}
