import { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { headerOf } from "@siren/chassis/balancing/headers";
import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod";
import { compileTemplate, inHeader } from "../templates/template.ts";
import { type Answer, changesOf, type Exchange, type Policy, withHeaders } from "./exchange.ts";
import { fillFields, readJson, writeJson } from "./json-fields.ts";
import { definePolicy } from "./policy.ts";
import { bodyPart, headerPart } from "./transformer-action.ts";

export const responseTransformerAction = z
  .strictObject({
    headers: headerPart("response").optional(),
    body: bodyPart.optional(),
    /** A longer JSON answer is refused: it would have to be held whole. */
    maxBodyBytes: z
      .number()
      .int()
      .min(1_024)
      .max(16 * 1024 * 1024)
      .default(1024 * 1024),
  })
  .refine(
    ({ headers, body }) => headers !== undefined || body !== undefined,
    "say what of headers or body changes",
  );

type Pair = readonly [name: string, value: string];
const jsonType = /^application\/(?:[\w.+-]+\+)?json\b/i;

function without(headers: readonly string[], names: ReadonlySet<string>): string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (!names.has((headers[i] as string).toLowerCase()))
      kept.push(headers[i] as string, headers[i + 1] as string);
  }
  return kept;
}

const decoders = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
} as const;

function plain({ headers, body }: Answer): Readable | undefined {
  const coding = headerOf(headers, "content-encoding")?.trim().toLowerCase() ?? "identity";
  if (coding === "identity" || coding === "") return body;
  const decoder = decoders[coding as keyof typeof decoders]?.();
  if (!decoder) return undefined;
  body.on("error", (error) => decoder.destroy(error));
  decoder.once("close", () => body.destroy());
  return body.pipe(decoder);
}

async function whole(stream: Readable, mostBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > mostBytes) throw new Error(`more than ${mostBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts, size);
}

/** It speaks of other bytes now; the service, when asked again, still knows it by its weak form. */
const weakened = (etag: string) => (etag.startsWith("W/") ? etag : `W/${etag}`);

/** Adds and removes headers, and members of a JSON object, of what a service answered. */
export function createResponseTransformer(action: z.infer<typeof responseTransformerAction>): Policy {
  const added = Object.entries(action.headers?.add ?? {}).map(
    ([name, text]) => [name.toLowerCase(), compileTemplate(String(text))] as const,
  );
  const gone = new Set([
    ...added.map(([name]) => name),
    ...(action.headers?.remove ?? []).map((name) => name.toLowerCase()),
  ]);
  const stay = new Set((action.headers?.remove ?? []).map((name) => name.toLowerCase()));
  const fields = action.body && fillFields(action.body);
  const ofOtherBytes = new Set([
    "content-length",
    "content-encoding",
    "content-md5",
    "digest",
    "etag",
    "accept-ranges",
  ]);

  function headersOf(answer: Answer, filled: readonly Pair[]): Answer {
    if (gone.size === 0) return answer;
    const headers = without(answer.headers, gone);
    for (const [name, value] of filled) if (!stay.has(name)) headers.push(name, value);
    return withHeaders(answer, headers);
  }

  async function bodyOf(
    answer: Answer,
    exchange: Exchange,
    change: NonNullable<typeof fields>,
  ): Promise<Answer> {
    const { status, headers, body } = answer;
    if (!jsonType.test(headerOf(headers, "content-type") ?? "")) return answer;
    const etag = headerOf(headers, "etag");
    const kept = without(headers, ofOtherBytes);
    if (etag !== undefined) kept.push("etag", weakened(etag));
    // No body, but what is said of it has to be true of the one that a GET would bring.
    if (exchange.req.method === "HEAD" || status === 304) return { status, headers: kept, body };
    if (status === 204 || status === 205) return answer;
    const stream = plain(answer);
    if (!stream) throw new Refusal("BAD_UPSTREAM", "A service's answer is compressed in a way nobody knows");
    let bytes: Buffer;
    try {
      bytes = await whole(stream, action.maxBodyBytes);
    } catch (cause) {
      throw new Refusal("BAD_UPSTREAM", undefined, {}, { cause });
    }
    const read = bytes.length === 0 ? null : readJson(bytes);
    // What a file wants removed must not get out because the rest of it cannot be read.
    if (read === undefined) throw new Refusal("BAD_UPSTREAM", "A service says JSON and sends none");
    const isObject = typeof read === "object" && read !== null && !Array.isArray(read);
    const told = isObject ? writeJson(change(read as Record<string, unknown>, exchange)) : bytes;
    return { status, headers: [...kept, "content-length", String(told.length)], body: Readable.from([told]) };
  }

  return (exchange, next) => {
    const filled = added.map(([name, template]): Pair => [name, inHeader(template.fill(exchange))]);
    if (fields) {
      // Asked for plain and whole: what is compressed would have to be opened, and a part is no JSON.
      exchange.extraHeaders["accept-encoding"] = "identity";
      changesOf(exchange).without.add("range").add("if-range");
    }
    exchange.reshapes.push((answer) => {
      const reheaded = headersOf(answer, filled);
      return fields ? bodyOf(reheaded, exchange, fields) : reheaded;
    });
    return next();
  };
}

export const responseTransformer = definePolicy({
  name: "response-transformer",
  action: responseTransformerAction,
  create: createResponseTransformer,
});
