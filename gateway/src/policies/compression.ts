import { Readable } from "node:stream";
import { promisify } from "node:util";
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from "node:zlib";
import type { Dispatched } from "@siren/chassis/balancing/attempt-answer";
import { headerOf } from "@siren/chassis/balancing/headers";
import * as z from "zod";
import {
  confirmedHeaders,
  isPackable,
  mapOf,
  type Packing,
  packedHeaders,
  packingFor,
} from "../edge/compression-rules.ts";
import { type Answer, beforeOthers, type Reshape } from "./exchange.ts";
import { definePolicy } from "./policy.ts";

const compressionAction = z.strictObject({
  /** Shorter answers fit into one packet anyway. */
  fromBytes: z.number().int().min(0).max(1_048_576).default(1_024),
  /** Of 0 to 11: at 4 it takes about as long as gzip at 6 and makes less of it; from 5 on it takes a multiple. */
  brotliQuality: z.number().int().min(0).max(11).default(4),
  gzipLevel: z.number().int().min(1).max(9).default(4),
});
type CompressionAction = z.infer<typeof compressionAction>;

const packWhole = { br: promisify(brotliCompress), gzip: promisify(gzip) };

/** Browsers say the same few words: each is understood once. */
const mostRemembered = 200;

const streamOf = (whole: Buffer) => ({ body: Readable.from([whole], { objectMode: false }) });

/** What most answers are: told without looking further. */
function isTooShort({ headers }: Answer, fromBytes: number): boolean {
  const length = headerOf(headers, "content-length");
  return length !== undefined && Number(length) < fromBytes;
}

function packer(packing: Packing, { fromBytes, brotliQuality, gzipLevel }: CompressionAction): Reshape {
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } };
  // What comes in pieces is passed on in pieces: whoever waits for the first must not wait for the last.
  const brotliFlow = () => createBrotliCompress({ ...brotli, flush: constants.BROTLI_OPERATION_FLUSH });
  const gzipFlow = () => createGzip({ level: gzipLevel, flush: constants.Z_SYNC_FLUSH });

  const packed = async (answer: Answer): Promise<Answer> => {
    const headers = mapOf(answer.headers);
    // What sets a cookie may hold a secret beside what the asker chose, and its length would tell of it (BREACH).
    if (headers.has("set-cookie") || !isPackable(answer.status, headers, fromBytes)) return answer;
    const whole = (answer as Answer & Partial<Dispatched>).takeWhole?.();
    // Its length was not told, and it is too short after all.
    if (whole && whole.length < fromBytes)
      return { status: answer.status, headers: answer.headers, ...streamOf(whole) };
    if (whole) {
      const short =
        packing === "br"
          ? await packWhole.br(whole, brotli)
          : await packWhole.gzip(whole, { level: gzipLevel });
      const length = ["Content-Length", String(short.length)];
      return {
        status: answer.status,
        headers: [...packedHeaders(answer.headers, packing), ...length],
        ...streamOf(short),
      };
    }
    const flow = packing === "br" ? brotliFlow() : gzipFlow();
    const { body } = answer;
    body.once("error", (error) => flow.destroy(error));
    flow.once("close", () => body.destroy());
    return {
      status: answer.status,
      headers: packedHeaders(answer.headers, packing),
      body: body.pipe(flow),
    };
  };
  return (answer) => (isTooShort(answer, fromBytes) ? answer : packed(answer));
}

/** Who takes nothing packed is told that others may get another form of it. */
const unpacked =
  ({ fromBytes }: CompressionAction): Reshape =>
  (answer) => {
    if (isTooShort(answer, fromBytes)) return answer;
    const headers = mapOf(answer.headers);
    if (headers.has("set-cookie") || !isPackable(answer.status, headers, fromBytes)) return answer;
    return Object.assign(answer, { headers: packedHeaders(answer.headers, undefined) });
  };

/** What is said of an answer without its body has to be what would be said with it. */
const packedHead =
  (packing: Packing, { fromBytes }: CompressionAction): Reshape =>
  (answer) => {
    const headers = mapOf(answer.headers);
    if (headers.has("set-cookie") || !isPackable(answer.status, headers, fromBytes)) return answer;
    return Object.assign(answer, { headers: packedHeaders(answer.headers, packing) });
  };

/**
 * "Not modified" is said of what the browser has: the tag in the form in which it was shown, which tells whether it was
 * packed. Of what kind it is, a service need not repeat.
 */
const confirmedFor =
  (presented: string): Reshape =>
  (answer) =>
    answer.status === 304
      ? Object.assign(answer, { headers: confirmedHeaders(answer.headers, presented) })
      : answer;

/** Packs what a service answered as it is. Stands before `last-good`, whose copies are kept as the service sent them. */
export const compression = definePolicy({
  name: "compression",
  action: compressionAction.default({ fromBytes: 1_024, brotliQuality: 4, gzipLevel: 4 }),
  create(action) {
    const reshapes = {
      br: packer("br", action),
      gzip: packer("gzip", action),
      none: unpacked(action),
    };
    const heads = { br: packedHead("br", action), gzip: packedHead("gzip", action), none: unpacked(action) };
    const understood = new Map<string, Packing | "none">();
    return beforeOthers((exchange) => {
      const { method, headers } = exchange.req;
      const said = String(headers["accept-encoding"] ?? "");
      let packing = understood.get(said);
      if (packing === undefined) {
        packing = packingFor(said) ?? "none";
        if (understood.size < mostRemembered) understood.set(said, packing);
      }
      exchange.reshapes.push(method === "HEAD" ? heads[packing] : reshapes[packing]);
      const presented = headers["if-none-match"];
      if (presented !== undefined) exchange.reshapes.push(confirmedFor(presented));
    });
  },
});
