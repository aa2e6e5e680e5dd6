import type { JsonSchema } from "@siren/contracts/openapi";
import fc from "fast-check";
import * as z from "zod";

type Path = readonly (string | number)[];
type Place = { path: Path; value: unknown };

/** Every value inside a right one, itself too. */
export function placesIn(value: unknown, path: Path = []): Place[] {
  const inside =
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, one]) =>
          placesIn(one, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : [];
  return [{ path, value }, ...inside];
}

/** A copy with another value there, or without one. */
export function changedAt(value: unknown, [key, ...rest]: Path, change: (old: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  const copy: Record<string | number, unknown> | unknown[] = Array.isArray(value)
    ? [...value]
    : { ...(value as Record<string, unknown>) };
  const inner = (copy as Record<string | number, unknown>)[key];
  (copy as Record<string | number, unknown>)[key] = changedAt(inner, rest, change);
  return copy;
}

/** Of each kind what somebody might try; JSON carries all of it. */
const tried = fc.constantFrom<unknown>(
  ...[null, true, 0, -1, -0.5, 0.1, 1.5, 2 ** 31, 2 ** 53, 1e300, -(2 ** 53)],
  ...[
    "",
    " ",
    "-1",
    "NaN",
    "2026-13-45",
    "\u0000",
    "\ud800",
    "\u202e",
    "x".repeat(3_000),
    "../../etc/passwd",
  ],
  ...["http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "' OR 1=1 --", "%00", "<script>"],
  ...[[], {}, [[]], { $gt: "" }, { $where: "1" }, { toString: 1 }, [null], { length: 1e9 }],
);
/** Any code points at all; fast-check's own unit for it takes seconds to be made. */
const binary = fc
  .array(fc.nat({ max: 0x10ffff }), { maxLength: 20 })
  .map((points) => String.fromCodePoint(...points));
const anything = fc.oneof(
  { weight: 3, arbitrary: tried },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown> },
  { weight: 1, arbitrary: fc.double() as fc.Arbitrary<unknown> },
  { weight: 1, arbitrary: binary as fc.Arbitrary<unknown> },
);

const manyLines = 10_000;

type Change = { name: string; apply: (old: unknown) => unknown };
const change = fc.oneof(
  {
    weight: 5,
    arbitrary: anything.map((value): Change => ({ name: "another value", apply: () => value })),
  },
  {
    weight: 1,
    arbitrary: anything.map(
      (value): Change => ({
        name: "an unknown field",
        apply: (old) => (isRecord(old) ? { ...old, isAdmin: value } : value),
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Change>({ name: "left out", apply: () => undefined }),
  },
  {
    weight: 1,
    arbitrary: fc.constant<Change>({
      name: `${manyLines} of them`,
      apply: (old) => (Array.isArray(old) ? Array.from({ length: manyLines }, () => old[0] ?? 0) : [old]),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(-1, 0.5, 1_000, 1e6, 1e12).map(
      (by): Change => ({
        name: `times ${by}`,
        apply: (old) => (typeof old === "number" ? old * by : by),
      }),
    ),
  },
);

export type Mutant = { what: string; body: unknown };

/** A right body with one thing changed: what the document calls wrong, or, with `isWrong` false, also what it does not. */
export function mutantsOf(right: unknown, schema: JsonSchema, isWrong = true): fc.Arbitrary<Mutant> {
  const read = readerOf(schema);
  const places = placesIn(right);
  return fc
    .tuple(fc.nat({ max: places.length - 1 }), change)
    .map(([at, { name, apply }]) => {
      const path = places[at]?.path ?? [];
      const body = asSent(changedAt(right, path, apply));
      return { what: `${path.join(".") || "the body"}: ${name}`, body };
    })
    .filter(({ body }) => !isWrong || (body !== undefined && !read(body)));
}

/** As it arrives: JSON has no undefined, no NaN. */
const asSent = (value: unknown): unknown => {
  const text = JSON.stringify(value);
  return text === undefined ? undefined : JSON.parse(text);
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether the document would call it right. */
export function readerOf(schema: JsonSchema): (value: unknown) => boolean {
  const parsed = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  return (value) => parsed.safeParse(value).success;
}

const words = fc.oneof(
  tried.map((value) => (typeof value === "string" ? value : JSON.stringify(value))),
  binary,
  fc.string({ maxLength: 40 }),
);

/** Text for a path or a query that its schema does not take. */
export function wrongWords(schema: JsonSchema): fc.Arbitrary<string> {
  const read = readerOf(schema);
  const isNumber = schema.type === "integer" || schema.type === "number";
  return words.filter((word) => {
    const isSendable = word.isWellFormed() && !/^\.{0,2}$|[/\\]|\p{Cc}/u.test(word);
    return isSendable && !read(isNumber ? Number(word.trim() === "" ? Number.NaN : word) : word);
  });
}
