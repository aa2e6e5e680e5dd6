import type { Value } from "../bson/value.ts";
import type { Node } from "../bson/write.ts";
import { notSupported } from "../errors.ts";

export type Scope = { root: Value; vars: Map<string, Node | undefined> | undefined; now: number };
export type Expression = (scope: Scope) => Node | undefined;

export function compileExpression(_source: Value): Expression {
  throw notSupported("$expr");
}
