import type { Value } from "../bson/value.ts";
import { isEmptyDocument } from "../bson/value.ts";
import { notSupported } from "../errors.ts";

export type Projection = (doc: Value) => Value;

export function compileProjection(spec: Value, _now: () => number): Projection | undefined {
  if (isEmptyDocument(spec)) return undefined;
  throw notSupported("projection");
}
