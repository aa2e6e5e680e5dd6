import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { content } from "./generated-body.ts";
import { operation, query } from "./generated-target.ts";

export type GeneratedRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

const odderType = fc.record(
  {
    "Content-Type": fc.constantFrom(
      ...["application/json", "application/xml", "text/plain", "application/json; charset=utf-16", "x"],
      "application/x-www-form-urlencoded",
    ),
  },
  { requiredKeys: [] },
);
const asking = fc.record(
  {
    Accept: fc.constantFrom("application/json", "*/*", "text/html", "application/xml;q=0", "x".repeat(500)),
    "Accept-Encoding": fc.constantFrom("gzip", "br", "identity;q=0", "*"),
    "X-Eureka-Accept": fc.constantFrom("compact", "full", "other"),
    "x-netflix-discovery-replication": fc.constantFrom("true", "false"),
  },
  { requiredKeys: [] },
);

const headers = fc
  .tuple(fc.oneof({ weight: 5, arbitrary: fc.constant({}) }, odderType), asking)
  .map(([type, others]) => ({ ...type, ...others }));

export const generatedRequest: fc.Arbitrary<GeneratedRequest> = fc
  .record({
    operation,
    base: fc.constantFrom("/eureka", "/eureka/v2", "/eureka/v1"),
    ...{ query, headers, content },
    coding: fc.constantFrom("", "", "", "", "gzip", "not-gzip", "deflate"),
    hasBody: fc.boolean(),
  })
  .map(
    ({
      operation: { method, path, isWhole },
      base,
      query: asked,
      headers: given,
      content: body,
      coding,
      hasBody,
    }) => {
      const sent = hasBody || method === "POST" ? Buffer.from(body) : Buffer.alloc(0);
      const typed = {
        "Content-Type": body.startsWith("<") ? "application/xml" : "application/json",
        ...given,
      };
      return {
        method,
        path: `${isWhole ? "" : base}${path}${asked === "" ? "" : `${path.includes("?") ? "&" : "?"}${asked}`}`,
        headers: coding === "" ? typed : { ...typed, "Content-Encoding": coding.replace("not-", "") },
        body: coding === "gzip" ? gzipSync(sent) : sent,
      };
    },
  );
