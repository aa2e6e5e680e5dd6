import { compareValues } from "../bson/compare.ts";
import { makeInt32 } from "../bson/make.ts";
import { addOrRefuse, multiplyOrRefuse } from "../bson/numbers.ts";
import { isNumber, typeName } from "../bson/read.ts";
import { show } from "../bson/show.ts";
import { close } from "../bson/tree.ts";
import type { Value } from "../bson/value.ts";
import { badValue, typeMismatch } from "../errors.ts";
import type { Place, Root } from "./place.ts";

function checkTarget(operator: string, place: Place, path: readonly string[], root: Root): Value | undefined {
  const current = place.get();
  if (current === undefined) return undefined;
  const value = close(current);
  if (!isNumber(value))
    throw typeMismatch(
      `Cannot apply ${operator} to a value of non-numeric type. {_id: ${show(root.id)}} has the field '${path.at(-1)}' of non-numeric type ${typeName(value)}`,
    );
  return value;
}

function refuseOverflow(operator: string, current: Value, root: Root, compute: () => Value): Value {
  try {
    return compute();
  } catch {
    throw badValue(
      `Failed to apply ${operator} operations to current value (${show(current)}) for document {_id: ${show(root.id)}}`,
    );
  }
}

export function increment(place: Place, path: readonly string[], operand: Value, root: Root): void {
  const current = checkTarget("$inc", place, path, root);
  place.set(current ? refuseOverflow("$inc", current, root, () => addOrRefuse(current, operand)) : operand);
}

export function multiply(place: Place, path: readonly string[], operand: Value, root: Root): void {
  const current = checkTarget("$mul", place, path, root);
  place.set(
    current
      ? refuseOverflow("$mul", current, root, () => multiplyOrRefuse(current, operand))
      : multiplyOrRefuse(operand, zero),
  );
}

/** What `$mul` finds in a missing field; the product has the operand's type and digits. */
const zero = makeInt32(0);

export function keepExtreme(place: Place, operand: Value, wanted: 1 | -1): void {
  const current = place.get();
  if (current === undefined || Math.sign(compareValues(operand, close(current))) === wanted)
    place.set(operand);
}

export function checkNumericOperand(operator: string, path: string, operand: Value): void {
  if (isNumber(operand)) return;
  const verb = operator === "$inc" ? "increment" : "multiply";
  throw typeMismatch(`Cannot ${verb} with non-numeric argument: {${path}: ${show(operand)}}`);
}
