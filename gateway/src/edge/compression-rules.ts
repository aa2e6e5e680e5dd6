import type { RawHeaders } from "@siren/chassis/balancing/headers";

export type Packing = "br" | "gzip";

/** Text of every kind; pictures, fonts and archives are packed already. */
const packable =
  /^(?:text\/(?!event-stream)|application\/(?:[\w.+-]*\+)?(?:json|xml|javascript|wasm)\b|image\/svg\+xml)/i;

/** `gzip;q=0.5, br, *;q=0`: what the browser takes, ours first where it does not mind. */
export function packingFor(accepted: string | string[] | undefined): Packing | undefined {
  if (accepted === undefined) return undefined;
  const weights = new Map<string, number>();
  for (const part of String(accepted).split(",")) {
    const [coding = "", ...parameters] = part.trim().toLowerCase().split(";");
    const q = parameters.map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1]).find(Boolean);
    weights.set(coding.trim(), q === undefined ? 1 : Number(q));
  }
  const weightOf = (coding: Packing) => weights.get(coding) ?? weights.get("*") ?? 0;
  const [br, gzip] = [weightOf("br"), weightOf("gzip")];
  if (br > 0 && br >= gzip) return "br";
  return gzip > 0 ? "gzip" : undefined;
}

export type Headers = ReadonlyMap<string, string>;

export function mapOf(raw: RawHeaders): Map<string, string> {
  const map = new Map<string, string>();
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    const before = map.get(name);
    map.set(name, before === undefined ? (raw[i + 1] as string) : `${before}, ${raw[i + 1]}`);
  }
  return map;
}

/** Whether the answer may be another one for who takes it packed: then caches are told so, packed or not. */
export function isPackable(status: number, headers: Headers, fromBytes: number): boolean {
  if (status < 200 || status === 204 || status === 206 || status === 304) return false;
  if (!packable.test(headers.get("content-type") ?? "")) return false;
  const coding = headers.get("content-encoding");
  if (coding !== undefined && coding.trim().toLowerCase() !== "identity") return false;
  if (headers.has("content-range") || /\bno-transform\b/i.test(headers.get("cache-control") ?? ""))
    return false;
  const length = headers.get("content-length");
  return length === undefined || Number(length) >= fromBytes;
}

/** Of a 304: what it says of the answer that the browser has had, packed or not. */
export function confirmedHeaders(raw: RawHeaders, presented: string): RawHeaders {
  const type = mapOf(raw).get("content-type");
  if (type !== undefined && !packable.test(type)) return raw;
  const shown = presented.split(",").map((tag) => tag.trim());
  const varied = packedHeaders(raw, undefined);
  return varied.map((value, index) => {
    const isTag = index % 2 === 1 && varied[index - 1]?.toLowerCase() === "etag";
    return isTag && !shown.includes(value) && shown.includes(`W/${value}`) ? `W/${value}` : value;
  });
}

/** The packed answer's own headers: another length, another coding, an ETag that says "as good as". */
export function packedHeaders(raw: RawHeaders, packing: Packing | undefined): string[] {
  const kept: string[] = [];
  let vary = "Accept-Encoding";
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string;
    const value = raw[i + 1] as string;
    const lower = name.toLowerCase();
    if (lower === "vary") {
      const isThere = value === "*" || /(?:^|,)\s*accept-encoding\s*(?:,|$)/i.test(value);
      vary = isThere ? value : `${value}, ${vary}`;
    } else if (packing === undefined) kept.push(name, value);
    else if (lower === "etag") kept.push(name, value.startsWith("W/") ? value : `W/${value}`);
    else if (
      !["content-length", "content-encoding", "accept-ranges", "content-md5", "digest"].includes(lower)
    )
      kept.push(name, value);
  }
  if (packing !== undefined) kept.push("Content-Encoding", packing);
  kept.push("Vary", vary);
  return kept;
}
