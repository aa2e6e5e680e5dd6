import { readString, typeName } from "../bson/read.ts";
import { show } from "../bson/show.ts";
import { open } from "../bson/tree.ts";
import { BsonType, Value } from "../bson/value.ts";
import { badValue, MongoError } from "../errors.ts";
import type { Change } from "./modifiers.ts";
import { checkPath } from "./paths.ts";
import { findPlace, type Root } from "./place.ts";

/** Two entries, so that a conflict with either end is seen; the second one does the work. */
export function renameChange(path: string, from: string[], operand: Value): Change[] {
  if (operand.type !== BsonType.string)
    throw badValue(`The 'to' field for $rename must be a string: ${path}: ${typeName(operand)}`);
  if (readString(operand).includes("\0"))
    throw badValue(`The 'to' field for $rename cannot contain an embedded null byte: ${path}`);
  const to = checkPath(readString(operand));
  if (from.join(".") === to.join("."))
    throw badValue(`The source and target field for $rename must differ: ${path}: "${to.join(".")}"`);
  for (const parts of [from, to])
    if (parts.some((part) => part.startsWith("$")))
      throw badValue(`The source or target field for $rename may not be dynamic: ${parts.join(".")}`);
  const nothing = () => {};
  return [
    { parts: from, create: false, onInsertOnly: false, apply: nothing },
    {
      parts: to,
      create: false,
      onInsertOnly: false,
      moves: true,
      apply: (_place, _path, root) => move(root, from, to),
    },
  ];
}

function move(root: Root, from: string[], to: string[]): void {
  refuseBlockedWay(root, from);
  const source = findPlace(root, from, false);
  const value = source?.get();
  if (!source || value === undefined) return;
  refuseArrays("source", root, from);
  refuseArrays("destination", root, to);
  source.remove();
  findPlace(root, to, true)?.set(value);
}

/** A way that ends at a plain value, or asks an array for a name, is an error even though nothing would move. */
function refuseBlockedWay(root: Root, parts: string[]): void {
  for (let length = 1; length < parts.length; length++) {
    const passed = findPlace(root, parts.slice(0, length), false)?.get();
    if (passed === undefined) return;
    const opened = open(passed);
    const asksName = Array.isArray(opened) && !/^\d+$/.test(parts[length]!);
    if (opened instanceof Value || asksName)
      throw new MongoError(
        28,
        `cannot use the part (${parts[length - 1]} of ${parts.join(".")}) to traverse the element ({${parts[length - 1]}: ${show(passed)}})`,
      );
  }
}

function refuseArrays(what: string, root: Root, parts: string[]): void {
  for (let length = 1; length < parts.length; length++) {
    const passed = findPlace(root, parts.slice(0, length), false)?.get();
    if (passed !== undefined && Array.isArray(open(passed)))
      throw badValue(
        `The ${what} field cannot be an array element, '${parts.join(".")}' in doc with _id: ${show(root.id)} has an array field called '${parts[length - 1]}'`,
      );
  }
}
