import { deadlineHeader } from "../patience.ts";

/** Headers as they stand on the wire: name, value, name, value; order and repeats kept. */
export type RawHeaders = readonly string[];

/** Of one connection, and never for whoever stands behind it: RFC 9110, section 7.6.1. */
export const hopByHop: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Said anew for each attempt, whatever the caller's own caller said. */
const ours = new Set(["host", "expect", deadlineHeader]);

export type OutgoingHeaders = RawHeaders | Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * What may go on to an instance: nothing that belongs to the caller's own connection (nor what its Connection
 * header names), no Host of the edge, no Expect. The length is kept for a stream only: a buffer's is computed.
 */
export function requestHeaders(headers: OutgoingHeaders, body: "none" | "buffer" | "stream"): string[] {
  const raw = isRaw(headers) ? headers : toRaw(headers);
  const named = namedByConnection(raw);
  return keep(raw, (name) => {
    if (hopByHop.has(name) || named.has(name) || ours.has(name)) return false;
    return name !== "content-length" || body === "stream";
  });
}

/** What may come back from an instance. */
export function responseHeaders(raw: RawHeaders): string[] {
  const named = namedByConnection(raw);
  return keep(raw, (name) => !hopByHop.has(name) && !named.has(name));
}

const lengthsOfThose = new Set([...hopByHop].map((name) => name.length));
/** What `toString("latin1")` calls once it has looked up what that means. */
type Sliced = Buffer & { latin1Slice(from: number, to: number): string };
const textOf = (part: Buffer | string): string =>
  typeof part === "string" ? part : (part as Sliced).latin1Slice(0, part.length);

/** The same as it comes off the wire, in one go: most answers name nothing that the wire itself would not. */
export function answerHeaders(raw: readonly (Buffer | string)[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = textOf(raw[i]!);
    const value = textOf(raw[i + 1]!);
    const lower = lengthsOfThose.has(name.length) ? name.toLowerCase() : "";
    if (lower === "connection" && value !== "keep-alive" && value !== "close")
      return responseHeaders(raw.map(textOf));
    if (!hopByHop.has(lower)) kept.push(name, value);
  }
  return kept;
}

export function headerOf(raw: RawHeaders, name: string): string | undefined {
  for (let i = 0; i + 1 < raw.length; i += 2)
    if (raw[i]!.length === name.length && raw[i]!.toLowerCase() === name) return raw[i + 1];
  return undefined;
}

export function headerRecord(raw: RawHeaders): Record<string, string> {
  const record: Record<string, string> = {};
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    record[name] = name in record ? `${record[name]}, ${raw[i + 1]}` : raw[i + 1]!;
  }
  return record;
}

function isRaw(headers: OutgoingHeaders): headers is RawHeaders {
  return Array.isArray(headers);
}

function toRaw(headers: Readonly<Record<string, string | readonly string[] | undefined>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return typeof value === "string" ? [name, value] : value.flatMap((one) => [name, one]);
  });
}

const nothingNamed: ReadonlySet<string> = new Set();

function namedByConnection(raw: RawHeaders): ReadonlySet<string> {
  let named: Set<string> | undefined;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    if (raw[i]!.length !== "connection".length || raw[i]!.toLowerCase() !== "connection") continue;
    named ??= new Set<string>();
    for (const token of raw[i + 1]!.split(",")) named.add(token.trim().toLowerCase());
  }
  return named ?? nothingNamed;
}

function keep(raw: RawHeaders, wanted: (name: string) => boolean): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2)
    if (wanted(raw[i]!.toLowerCase())) kept.push(raw[i]!, raw[i + 1]!);
  return kept;
}
