import type { Facts } from "../templates/lookups.ts";
import { compileTemplate } from "../templates/template.ts";

type Source = { source?: string };
/** Of a number too long for a double the text is kept: an id must come out as it went in. */
type Raw = { rawJSON(text: string): unknown };
const { rawJSON } = JSON as unknown as Raw;

/** Nothing when it is no JSON. */
export function readJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"), (_key, value: unknown, context?: Source) =>
      typeof value === "number" && context?.source !== undefined && String(value) !== context.source
        ? rawJSON(context.source)
        : value,
    );
  } catch {
    return undefined;
  }
}

export const writeJson = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** Adds, then removes, members of an object, as a file says it. */
export function fillFields(said: {
  add?: Readonly<Record<string, string | number | boolean>> | undefined;
  remove?: readonly string[] | undefined;
}) {
  const added = Object.entries(said.add ?? {}).map(([name, given]) => {
    if (typeof given !== "string") return [name, () => given] as const;
    const template = compileTemplate(given);
    return [name, (facts: Facts) => template.value(facts)] as const;
  });
  const removed = said.remove ?? [];
  return (body: Record<string, unknown>, facts: Facts): Record<string, unknown> => {
    for (const [name, fill] of added) body[name] = fill(facts);
    for (const name of removed) delete body[name];
    return body;
  };
}
