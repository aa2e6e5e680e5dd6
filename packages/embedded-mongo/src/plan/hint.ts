import { sameValue } from "../bson/compare.ts";
import { readString } from "../bson/read.ts";
import { BsonType, firstName, isDocument, type Value } from "../bson/value.ts";
import { badValue, notSupported } from "../errors.ts";
import type { Collection } from "../storage/catalog.ts";

/**
 * A hint changes how MongoDB searches, not what it finds, unless the index leaves documents out. So it has to name
 * an index that there is; which one is used is still the planner's choice.
 */
export function checkHint(collection: Collection, hint: Value): void {
  if (isDocument(hint) && firstName(hint) === "$natural") throw notSupported("hint $natural");
  const index = collection.indexes.find((each) =>
    hint.type === BsonType.string
      ? each.name === readString(hint)
      : isDocument(hint) && sameValue(each.key, hint),
  );
  if (!index)
    throw badValue(
      "error processing query: planner returned error: hint provided does not correspond to an existing index",
    );
  if (index.sparse || index.partial) throw notSupported(`hint of the sparse or partial index ${index.name}`);
}
