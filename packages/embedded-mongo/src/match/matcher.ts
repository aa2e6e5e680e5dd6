import type { Value } from "../bson/value.ts";

/** Where the positional operator `$` finds its index: the array element the query met, if any. */
export type MatchDetails = { arrayIndex: number };

/** A filter made ready: called once for each document. */
export type Matcher = (doc: Value, details: MatchDetails | undefined) => boolean;

export const matchAll: Matcher = () => true;

/** A condition with its place in the order in which MongoDB asks a conjunction: the last one decides about `$`. */
export type Condition = { kind: number; path: string; matches: Matcher };

export function allOf(conditions: Condition[]): Matcher {
  if (conditions.length === 0) return matchAll;
  const [first] = conditions;
  if (conditions.length === 1 && first) return first.matches;
  const sorted = conditions.toSorted(
    (a, b) => a.kind - b.kind || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0),
  );
  const matchers = sorted.map(({ matches }) => matches);
  return (doc, details) => matchers.every((matcher) => matcher(doc, details));
}

const kinds = [
  "$and",
  "$or",
  "$elemMatch",
  "$size",
  "$eq",
  "$lte",
  "$lt",
  "$gt",
  "$gte",
  "$regex",
  "$mod",
  "$exists",
  "$in",
  "$not",
  "$nor",
  "$type",
]; // prettier-ignore

export const kindOf = (operator: string) => {
  const known = kinds.indexOf(operator);
  return known < 0 ? kinds.length : known;
};

export const anyOf =
  (matchers: Matcher[]): Matcher =>
  (doc) =>
    // Which branch it was is not remembered, so `$` finds nothing in an $or.
    matchers.some((matcher) => matcher(doc, undefined));

export const not =
  (matcher: Matcher): Matcher =>
  (doc) =>
    !matcher(doc, undefined);

/** A test of one value; undefined stands for a missing field. */
export type Test = (value: Value | undefined) => boolean;
