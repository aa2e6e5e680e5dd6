import type { Value } from "../bson/value.ts";

/** Where the positional operator `$` finds its index: the array element the query met, if any. */
export type MatchDetails = { arrayIndex: number };

/** A filter made ready: called once for each document. */
export type Matcher = (doc: Value, details: MatchDetails | undefined) => boolean;

export const matchAll: Matcher = () => true;

export const allOf = (matchers: Matcher[]): Matcher => {
  if (matchers.length === 0) return matchAll;
  const [first] = matchers;
  if (matchers.length === 1 && first) return first;
  return (doc, details) => matchers.every((matcher) => matcher(doc, details));
};

export const anyOf =
  (matchers: Matcher[]): Matcher =>
  (doc, details) =>
    matchers.some((matcher) => matcher(doc, details));

export const not =
  (matcher: Matcher): Matcher =>
  (doc) =>
    !matcher(doc, undefined);

/** A test of one value; undefined stands for a missing field. */
export type Test = (value: Value | undefined) => boolean;
