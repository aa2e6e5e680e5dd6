import type { IncomingHttpHeaders } from "node:http";
import { headerOf, type RawHeaders } from "@siren/chassis/balancing/headers";

export type Keepable = {
  /** The service says that everybody is shown the same. */
  isForAnybody: boolean;
  /** For how long nobody needs to ask the service again, by its own word. */
  freshMs: number;
  /** It may be given unasked for a little longer. */
  mayBeStale: boolean;
};

/** `max-age=60, private` by name; a directive without a value has an empty one. */
function directivesOf(text: string | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const part of text?.split(",") ?? []) {
    const [name = "", value = ""] = part.split("=");
    found.set(name.trim().toLowerCase(), value.trim().replaceAll('"', ""));
  }
  return found;
}

function allOf(headers: RawHeaders, name: string): string | undefined {
  const values = headers.filter((_, index) => index % 2 === 1 && headers[index - 1]?.toLowerCase() === name);
  return values.length === 0 ? undefined : values.join(", ");
}

const secondsOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;

/** How fresh it is by its own word, less the time that it has lain elsewhere before. */
function freshMsOf(headers: RawHeaders, directives: ReadonlyMap<string, string>): number {
  const toldS = secondsOf(directives.get("s-maxage")) ?? secondsOf(directives.get("max-age")) ?? 0;
  return Math.max(0, toldS - (secondsOf(headerOf(headers, "age")) ?? 0)) * 1_000;
}

/**
 * Whether a copy of this answer may be given to somebody else, as far as HTTP is concerned: RFC 9111, section 3, and
 * a little stricter: only where the service says something of how long or for whom. A known caller may have been shown more, so their answer counts only where the service calls it
 * public. Nothing is kept of an answer that was itself made of something old.
 */
export function keepable(status: number, headers: RawHeaders, isAnonymous: boolean): Keepable | undefined {
  if (status !== 200) return undefined;
  for (const never of ["set-cookie", "x-degraded", "content-range"])
    if (headerOf(headers, never) !== undefined) return undefined;
  const directives = directivesOf(allOf(headers, "cache-control"));
  if (directives.has("no-store") || directives.has("private")) return undefined;
  if (varyNames(headers).includes("*")) return undefined;
  const isForAnybody = directives.has("public") || directives.has("s-maxage");
  // Of a service that never heard of caches nobody knows by what it goes: a key, a tenant, an address.
  if (!isForAnybody && !(isAnonymous && directives.has("max-age"))) return undefined;
  const mustAsk = directives.has("no-cache");
  return { isForAnybody, freshMs: mustAsk ? 0 : freshMsOf(headers, directives), mayBeStale: !mustAsk };
}

/** By what the answer was chosen; an encoded or translated one counts as chosen, also where nothing says so. */
export function varyNames(headers: RawHeaders): string[] {
  const names = new Set((allOf(headers, "vary") ?? "").split(",").map((name) => name.trim().toLowerCase()));
  names.delete("");
  if (headerOf(headers, "content-encoding") !== undefined) names.add("accept-encoding");
  if (headerOf(headers, "content-language") !== undefined) names.add("accept-language");
  return [...names].sort();
}

/** What the request says under each name, written alike where it means the same. */
export function variantOf(names: readonly string[], asked: IncomingHttpHeaders): string {
  return names.map((name) => `${name}=${told(name, asked)}`).join("\n");
}

function told(name: string, asked: IncomingHttpHeaders): string {
  const value = asked[name];
  const text = (Array.isArray(value) ? value.join(",") : (value ?? "")).toLowerCase().replaceAll(/\s/g, "");
  if (name !== "accept-encoding") return text;
  const wanted = text.split(",").filter((coding) => !/;q=0(\.0*)?$/.test(coding));
  return wanted
    .map((coding) => coding.split(";")[0])
    .sort()
    .join(",");
}

/** What the known answers are chosen by: whoever agrees in these may wait for the same answer. */
const usuallyVaried = ["accept", "accept-encoding", "accept-language"];
export const usualVariant = (asked: IncomingHttpHeaders): string => variantOf(usuallyVaried, asked);

/** Weakly compared, as RFC 9110 wants it for a GET. */
export function isKnownBy(presented: string | undefined, etag: string | undefined): boolean {
  if (presented === undefined || etag === undefined) return false;
  const strong = (tag: string) => tag.trim().replace(/^W\//, "");
  return presented.split(",").some((one) => one.trim() === "*" || strong(one) === strong(etag));
}
