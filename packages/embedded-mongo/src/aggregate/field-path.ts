import type { PathPart } from "../bson/path.ts";
import { BsonType, elements, findField, isDocument, type Value } from "../bson/value.ts";
import type { Node } from "../bson/write.ts";

/** An expression's way through a document: arrays become the list of what their documents hold; no positions. */
export function fieldPathValue(value: Value, parts: readonly PathPart[], at: number): Node | undefined {
  if (at === parts.length) return value;
  if (isDocument(value)) {
    const inner = findField(value, parts[at]!.bytes);
    return inner === undefined ? undefined : fieldPathValue(inner, parts, at + 1);
  }
  if (value.type !== BsonType.array) return undefined;
  // An array within an array is not looked into.
  return elements(value).flatMap((element) => {
    if (element.type === BsonType.array) return [];
    const inner = fieldPathValue(element, parts, at);
    return inner === undefined ? [] : [inner];
  });
}
