import type { Value } from "../bson/value.ts";
import { notSupported } from "../errors.ts";

export function compileUpdatePipeline(_stages: Value[], _now: () => number): (doc: Value) => Value {
  throw notSupported("a pipeline update");
}
