import { compareValues, sameValue } from "../bson/compare.ts";
import { isNumber, readNumber, typeName } from "../bson/read.ts";
import { show } from "../bson/show.ts";
import { close, open } from "../bson/tree.ts";
import { elements, entries, isArray, isDocument, type Value } from "../bson/value.ts";
import type { Node } from "../bson/write.ts";
import { badValue, failedToParse, typeMismatch } from "../errors.ts";
import { documentTest, elementTest, isAboutElement } from "../match/array-operators.ts";
import { equalOrPatternTest } from "../match/compare-tests.ts";
import { holdsOperators } from "../match/compile.ts";
import { compileSort } from "../plan/sort.ts";
import type { Place, Root } from "./place.ts";

export type PushChange = {
  each: Value[];
  slice?: number;
  position?: number;
  order?: (a: Value, b: Value) => number;
};

/** `$push` with or without its modifiers; an unknown modifier is an error. */
export function parsePush(operand: Value): PushChange {
  const modifiers = new Map(isDocument(operand) ? entries(operand) : []);
  const each = modifiers.get("$each");
  if (!each) return { each: [operand] };
  if (!isArray(each))
    throw badValue(`The argument to $each in $push must be an array but it was of type: ${typeName(each)}`);
  const change: PushChange = { each: elements(each) };
  for (const [name, value] of modifiers) {
    if (name === "$slice") change.slice = wholeNumber("$slice", value);
    else if (name === "$position") change.position = wholeNumber("$position", value);
    else if (name === "$sort") change.order = parseOrder(value);
    else if (name !== "$each") throw badValue(`Unrecognized clause in $push: ${name}`);
  }
  return change;
}

function wholeNumber(name: string, value: Value): number {
  const n = isNumber(value) ? readNumber(value) : Number.NaN;
  if (!Number.isInteger(n))
    throw badValue(`The value for ${name} must be an integer value but was given type: ${typeName(value)}`);
  return n;
}

function parseOrder(value: Value): (a: Value, b: Value) => number {
  if (isNumber(value)) {
    const direction = readNumber(value);
    if (Math.abs(direction) !== 1) throw badValue("The $sort element value must be either 1 or -1");
    return (a, b) => direction * compareValues(a, b);
  }
  if (!isDocument(value))
    throw badValue("The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1}");
  const sort = compileSort(value);
  const keyOf = (element: Value) => sort.keyOf(isDocument(element) ? element : undefined);
  return (a, b) => Buffer.compare(keyOf(a), keyOf(b));
}

function arrayAt(place: Place, path: readonly string[], root: Root): Node[] | undefined {
  const current = place.get();
  if (current === undefined) return undefined;
  const opened = open(current);
  if (Array.isArray(opened)) return opened;
  throw badValue(
    `The field '${path.join(".")}' must be an array but is of type ${typeName(close(current))} in document {_id: ${show(root.id)}}`,
  );
}

export function push(place: Place, path: readonly string[], change: PushChange, root: Root): void {
  const list = [...(arrayAt(place, path, root) ?? [])];
  const { position, slice, order } = change;
  if (position === undefined) list.push(...change.each);
  else list.splice(position < 0 ? Math.max(list.length + position, 0) : position, 0, ...change.each);
  let result: Node[] = order ? list.map(close).sort(order) : list;
  if (slice !== undefined) result = slice >= 0 ? result.slice(0, slice) : result.slice(slice);
  place.set(result);
}

export function parseAddToSet(operand: Value): Value[] {
  if (!holdsOperators(operand)) return [operand];
  const [[name, each] = ["", operand], ...more] = entries(operand);
  if (name !== "$each") return [operand];
  if (more.length > 0) throw badValue(`Found unexpected fields after $each in $addToSet: ${show(operand)}`);
  if (!isArray(each))
    throw badValue(
      `The argument to $each in $addToSet must be an array but it was of type ${typeName(each)}`,
    );
  return elements(each);
}

export function addToSet(place: Place, path: readonly string[], added: Value[], root: Root): void {
  const list = [...(arrayAt(place, path, root) ?? [])];
  for (const value of added) if (!list.some((known) => sameValue(close(known), value))) list.push(value);
  place.set(list);
}

export function parsePull(operand: Value, now: () => number): (element: Value) => boolean {
  if (isAboutElement(operand)) return elementTest(operand, now);
  if (isDocument(operand)) return documentTest(operand, now);
  return equalOrPatternTest(operand);
}

export function pull(place: Place, remove: (element: Value) => boolean, operator: string): void {
  const current = place.get();
  if (current === undefined) return;
  const opened = open(current);
  if (!Array.isArray(opened)) throw badValue(`Cannot apply ${operator} to a non-array value`);
  place.set(opened.filter((element) => !remove(close(element))));
}

export function parsePop(path: string, operand: Value): 1 | -1 {
  const n = isNumber(operand) ? readNumber(operand) : Number.NaN;
  if (n === 1 || n === -1) return n;
  throw failedToParse(`$pop expects 1 or -1, found: ${show(operand)} in {${path}: ${show(operand)}}`);
}

export function pop(place: Place, path: readonly string[], end: 1 | -1): void {
  const current = place.get();
  if (current === undefined) return;
  const opened = open(current);
  if (!Array.isArray(opened))
    throw typeMismatch(
      `Path '${path.join(".")}' contains an element of non-array type '${typeName(close(current))}'`,
    );
  place.set(end === 1 ? opened.slice(0, -1) : opened.slice(1));
}
