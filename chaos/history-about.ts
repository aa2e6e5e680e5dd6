import * as z from "zod/mini";

const line = z.looseObject({
  what: z.string(),
  n: z.optional(z.number()),
  key: z.nullish(z.string()),
  path: z.optional(z.string()),
  askedAtMs: z.optional(z.number()),
  notedAtMs: z.optional(z.number()),
});

/** What a violation speaks of: things by their ids, requests by their keys, exchanges by their numbers. */
const spokenOf = /\b(?:[a-z]{3}_[0-9A-Z]{26}|chaos-[\w-]+)|\bexchange (\d+)/g;
const mostLength = 500;
/** A strike this long before somebody asks may have to do with it. */
const justBeforeMs = 10_000;

/**
 * Of a history's lines those that violations are about: whatever names what they name, the answers to it, every try
 * with its key, and what was struck around it.
 */
export function linesAbout(violations: readonly string[], written: readonly string[], most = 60): string[] {
  const said = [...violations.join("\n").matchAll(spokenOf)];
  const names = new Set(said.flatMap(([name, n]) => (n === undefined ? name : [])));
  const numbers = new Set(said.flatMap(([, n]) => (n === undefined ? [] : Number(n))));
  const lines = written.map((text) => ({ text, ...line.parse(JSON.parse(text)) }));
  const isNamed = (text: string) => [...names].some((name) => text.includes(name));
  for (const { n, what, text } of lines)
    if (n !== undefined && what !== "shown" && isNamed(text) && !isList(text)) numbers.add(n);
  const keys = new Set(
    lines.flatMap(({ n, key, what }) => (what === "asked" && key && numbers.has(n ?? -1) ? key : [])),
  );
  for (const { n, key } of lines) if (n !== undefined && key && keys.has(key)) numbers.add(n);
  const isAbout = ({ n, what, text }: (typeof lines)[number]) =>
    what === "shown" ? isNamed(text) : n !== undefined && numbers.has(n);
  const times = lines.filter(isAbout).flatMap(({ askedAtMs }) => askedAtMs ?? []);
  const [first, last] = [Math.min(...times) - justBeforeMs, Math.max(...times)];
  const isAround = ({ what, notedAtMs }: (typeof lines)[number]) =>
    /^(struck|back|away)$/.test(what) && notedAtMs !== undefined && notedAtMs > first && notedAtMs < last;
  const about = lines
    .filter((one) => isAbout(one) || isAround(one))
    .map(({ text }) => (text.length > mostLength ? `${text.slice(0, mostLength)}…` : text));
  return about.length > most ? [...about.slice(0, most), `and ${about.length - most} more`] : about;
}

/** Pages of all orders of somebody name everything, again and again. */
const isList = (text: string): boolean => text.includes('"orders":[');
