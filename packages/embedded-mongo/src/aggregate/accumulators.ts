import { encodeKey } from "../bson/key-encoding.ts";
import { makeInt32, nullValue } from "../bson/make.ts";
import { entries, isDocument, isEmptyDocument, type Value } from "../bson/value.ts";
import type { Node } from "../bson/write.ts";
import { MongoError } from "../errors.ts";
import { extreme } from "./arithmetic.ts";
import { compileExpression, type Expression } from "./expression.ts";
import { Sum } from "./sum.ts";

/** Takes the values of one group one by one. */
export type Accumulator = { take: (value: Value | undefined) => void; result: () => Node };
export type AccumulatorSpec = { name: string; expression: Expression; start: () => Accumulator };

function summing(finish: (sum: Sum) => Value): () => Accumulator {
  return () => {
    const sum = new Sum();
    return { take: (value) => void sum.add(value), result: () => finish(sum) };
  };
}

function extremeOf(wanted: 1 | -1): () => Accumulator {
  return () => {
    let best: Value = nullValue;
    return {
      take: (value) => {
        if (value !== undefined) best = extreme([best, value], wanted);
      },
      result: () => best,
    };
  };
}

function listing(keep: (list: Value[], seen: Set<string>, value: Value) => void): () => Accumulator {
  return () => {
    const list: Value[] = [];
    const seen = new Set<string>();
    return {
      take: (value) => {
        if (value !== undefined) keep(list, seen, value);
      },
      result: () => list,
    };
  };
}

const starts: Record<string, () => Accumulator> = {
  $sum: summing((sum) => sum.result()),
  $avg: summing((sum) => sum.average()),
  $min: extremeOf(-1),
  $max: extremeOf(1),
  $first: () => {
    let first: Value | undefined;
    let any = false;
    return {
      take: (value) => {
        if (!any) first = value;
        any = true;
      },
      result: () => first ?? nullValue,
    };
  },
  $last: () => {
    let last: Value | undefined;
    return {
      take: (value) => {
        last = value;
      },
      result: () => last ?? nullValue,
    };
  },
  $push: listing((list, _seen, value) => list.push(value)),
  $addToSet: listing((list, seen, value) => {
    const key = encodeKey([value], [1]).toString("latin1");
    if (!seen.has(key)) list.push(value);
    seen.add(key);
  }),
  $count: () => {
    let count = 0;
    return {
      take: () => {
        count++;
      },
      result: () => makeInt32(count),
    };
  },
};

export function compileAccumulator(name: string, spec: Value): AccumulatorSpec {
  const bad = (why: string, code: number) => new MongoError(code, `The field '${name}' ${why}`);
  if (name.includes(".")) throw bad("cannot contain '.'", 40235);
  if (name.startsWith("$")) throw bad("cannot be an operator name", 40236);
  if (!isDocument(spec) || isEmptyDocument(spec)) throw bad("must be an accumulator object", 40234);
  const [[operator, operand] = ["", spec], ...more] = entries(spec);
  if (more.length > 0) throw bad("must specify one accumulator", 40238);
  const start = Object.hasOwn(starts, operator) ? starts[operator] : undefined;
  if (!start) throw new MongoError(15952, `unknown group operator '${operator}'`);
  if (operator === "$count" && !(isDocument(operand) && isEmptyDocument(operand)))
    throw new MongoError(9, "$count takes no arguments, i.e. $count:{}");
  return { name, expression: operator === "$count" ? () => nullValue : compileExpression(operand), start };
}
