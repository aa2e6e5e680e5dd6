import { BsonType, documentOf, elements, entries, Value } from "./value.ts";
import { encodeDocument, type Node, toValue } from "./write.ts";

export type OpenDocument = Map<string, Node>;
export type OpenArray = Node[];

/** Opens one level: fields that nobody touches stay bytes, so their order and types cannot change. */
export function openDocument(value: Value): OpenDocument {
  return new Map(entries(value));
}

export function open(node: Node): Node {
  if (!(node instanceof Value)) return node;
  if (node.type === BsonType.document) return openDocument(node);
  if (node.type === BsonType.array) return elements(node);
  return node;
}

export function close(node: Node): Value {
  return node instanceof Value ? node : toValue(node);
}

export const closeDocument = (doc: OpenDocument): Value => documentOf(encodeDocument(doc));
