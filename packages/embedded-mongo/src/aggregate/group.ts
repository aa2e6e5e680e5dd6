import { encodeKey } from "../bson/key-encoding.ts";
import { nullValue } from "../bson/make.ts";
import { closeDocument } from "../bson/tree.ts";
import { entries, isDocument, type Value } from "../bson/value.ts";
import type { Node } from "../bson/write.ts";
import { MongoError } from "../errors.ts";
import { type Accumulator, type AccumulatorSpec, compileAccumulator } from "./accumulators.ts";
import { compileExpression, type Expression, noVars } from "./expression.ts";
import { evaluate } from "./operands.ts";
import type { Stage } from "./stages.ts";

/** Groups come out in the order of their first documents. */
export function compileGroup(spec: Value, now: () => number): Stage {
  if (!isDocument(spec)) throw new MongoError(15947, "a group's fields must be specified in an object");
  let id: Expression | undefined;
  const accumulators: AccumulatorSpec[] = [];
  for (const [name, value] of entries(spec)) {
    if (name === "_id") id = compileExpression(value);
    else accumulators.push(compileAccumulator(name, value));
  }
  if (!id) throw new MongoError(15955, "a group specification must include an _id");
  const groupOf = id;
  return (docs) => {
    const groups = new Map<string, { id: Value; states: Accumulator[] }>();
    const nowMs = now();
    for (const root of docs) {
      const scope = { root, vars: noVars, now: nowMs };
      const key = evaluate(groupOf, scope);
      const text = encodeKey([key], [1]).toString("latin1");
      let group = groups.get(text);
      if (!group) {
        group = { id: key ?? nullValue, states: accumulators.map(({ start }) => start()) };
        groups.set(text, group);
      }
      for (let i = 0; i < accumulators.length; i++)
        group.states[i]!.take(evaluate(accumulators[i]!.expression, scope));
    }
    return [...groups.values()].map(({ id: key, states }) => {
      const made = new Map<string, Node>([["_id", key]]);
      accumulators.forEach(({ name }, i) => {
        made.set(name, states[i]!.result());
      });
      return closeDocument(made);
    });
  };
}
