import { nullValue } from "../bson/make.ts";
import { show } from "../bson/show.ts";
import { type OpenArray, type OpenDocument, open } from "../bson/tree.ts";
import { Value } from "../bson/value.ts";
import type { Node } from "../bson/write.ts";
import { MongoError } from "../errors.ts";

/** A field or array position of the document being updated, found or not yet there. */
export type Place = {
  get(): Node | undefined;
  set(value: Node): void;
  /** An array position becomes null, as positions may not move. */
  remove(): void;
};

const MAX_PADDING = 1_500_000;

export type Root = { fields: OpenDocument; id: Node | undefined };

/**
 * Walks to the last part. Missing levels are made when `create` is set; without it a way that does not exist
 * answers undefined.
 */
export function findPlace(root: Root, parts: readonly string[], create: boolean): Place | undefined {
  let container: OpenDocument | OpenArray = root.fields;
  for (let i = 0; i < parts.length - 1; i++) {
    const here: Place | undefined = placeIn(root, container, parts, i, create);
    if (here === undefined) return undefined;
    const found = here.get();
    if (found === undefined && !create) return undefined;
    const opened = found === undefined ? new Map<string, Node>() : open(found);
    if (opened instanceof Value) {
      if (!create) return undefined;
      throw new MongoError(
        28,
        `Cannot create field '${parts[i + 1]}' in element {${parts[i]}: ${show(opened)}}`,
      );
    }
    // Only a way that is really changed is replaced by its opened form; the bytes come out the same either way.
    if (opened !== found) here.set(opened);
    container = opened;
  }
  return placeIn(root, container, parts, parts.length - 1, create);
}

function placeIn(
  root: Root,
  container: OpenDocument | OpenArray,
  parts: readonly string[],
  at: number,
  create: boolean,
): Place | undefined {
  const name = parts[at]!;
  if (!Array.isArray(container))
    return {
      get: () => container.get(name),
      set: (value) => void container.set(name, value),
      remove: () => void container.delete(name),
    };
  const index = /^(0|[1-9]\d*)$/.test(name) ? Number(name) : -1;
  if (index < 0) {
    if (!create) return undefined;
    throw new MongoError(
      28,
      `Cannot create field '${name}' in element {${parts[at - 1]}: ${show(container)}} of document with _id ${show(root.id)}`,
    );
  }
  return {
    get: () => container[index],
    set: (value) => {
      if (index - container.length > MAX_PADDING)
        throw new MongoError(34, "Can't backfill more than 1500000 elements");
      while (container.length < index) container.push(nullValue);
      container[index] = value;
    },
    remove: () => {
      if (index < container.length) container[index] = nullValue;
    },
  };
}
