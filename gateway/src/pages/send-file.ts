import type { IncomingMessage, ServerResponse } from "node:http";
import { isKnownBy } from "../answers/keepable.ts";
import type { Coding, PageFile } from "./page-version.ts";

const preferred: readonly Coding[] = ["br", "gzip", "identity"];

function weightsOf(header: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const part of header.toLowerCase().split(",")) {
    const [coding = "", ...parameters] = part.split(";").map((one) => one.trim());
    const told = parameters.find((one) => one.startsWith("q="))?.slice(2);
    const weight = told === undefined ? 1 : Number(told);
    if (coding !== "") weights.set(coding, weight >= 0 && weight <= 1 ? weight : 0);
  }
  return weights;
}

/** What the browser likes best of what there is; as built where it likes none, or says nothing. */
function codingFor(header: string | undefined, { encoded }: Pick<PageFile, "encoded">): Coding {
  if (header === undefined) return "identity";
  const weights = weightsOf(header);
  // What is not named is wanted least, but it is not refused.
  const weightOf = (coding: Coding) =>
    weights.get(coding) ?? weights.get("*") ?? (coding === "identity" ? 0.001 : 0);
  let best: Coding = "identity";
  let most = 0;
  for (const coding of preferred) {
    if (coding !== "identity" && !encoded[coding]) continue;
    const weight = weightOf(coding);
    if (weight > most) [best, most] = [coding, weight];
  }
  return best;
}

export type Range = { from: number; to: number } | "unsatisfiable" | undefined;

/** One range of bytes; more than one, or another unit, is answered with the whole, as it may be. */
export function rangeOf(header: string | undefined, size: number): Range {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header?.replaceAll(" ", "") ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return undefined;
  if (first === "")
    return last === "0" ? "unsatisfiable" : { from: Math.max(0, size - Number(last)), to: size - 1 };
  const [from, to] = [Number(first), last === "" ? size - 1 : Math.min(Number(last), size - 1)];
  if (last !== "" && Number(last) < from) return undefined;
  return from < size ? { from, to } : "unsatisfiable";
}

const tagOf = ({ etag }: PageFile, coding: Coding) =>
  coding === "identity" ? etag : `${etag.slice(0, -1)}-${coding}"`;

/** False when it has gone from the disk, and nothing was said. */
export async function sendFile(req: IncomingMessage, res: ServerResponse, file: PageFile): Promise<boolean> {
  const asked = req.headers;
  const isPart = asked.range !== undefined && req.method === "GET";
  // A part is a part of what was built.
  const coding = isPart ? "identity" : codingFor(asked["accept-encoding"], file);
  const etag = tagOf(file, coding);
  res.setHeader("ETag", etag);
  res.setHeader("Cache-Control", file.cacheControl);
  if (Object.keys(file.encoded).length > 0) res.setHeader("Vary", "Accept-Encoding");
  if (isKnownBy(asked["if-none-match"], etag)) {
    res.writeHead(304).end();
    return true;
  }
  const bytes = file.encoded[coding] ?? (await file.bytes());
  if (!bytes) return false;
  res.setHeader("Accept-Ranges", "bytes");
  res.setHeader("Content-Type", file.type);
  if (coding !== "identity") res.setHeader("Content-Encoding", coding);
  const isStillThat = asked["if-range"] === undefined || asked["if-range"] === etag;
  const range = isPart && isStillThat ? rangeOf(asked.range, bytes.length) : undefined;
  if (range === "unsatisfiable") {
    res.removeHeader("Content-Type");
    res.writeHead(416, { "Content-Range": `bytes */${bytes.length}`, "Content-Length": 0 }).end();
    return true;
  }
  const part = range ? bytes.subarray(range.from, range.to + 1) : bytes;
  if (range) res.setHeader("Content-Range", `bytes ${range.from}-${range.to}/${bytes.length}`);
  res.writeHead(range ? 206 : 200, { "Content-Length": part.length });
  res.end(req.method === "HEAD" ? undefined : part);
  return true;
}
