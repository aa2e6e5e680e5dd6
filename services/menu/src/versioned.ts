import { createHash } from "node:crypto";
import type { Reply } from "@siren/chassis/http/routes";

export const digestOf = (text: string) => createHash("sha256").update(text).digest("base64url").slice(0, 22);

export const isKnown = (etag: string, presented: string | undefined): boolean =>
  presented?.split(",").some((one) => ["*", etag].includes(one.trim().replace(/^W\//, ""))) ?? false;

/** A whole answer that changes only with its version: the browser, and the gateway, ask with what they have. */
export function versioned(body: object, tag: string, presented: string | undefined): Reply {
  const etag = `"${tag}"`;
  const headers = { etag, "cache-control": "public, max-age=0, must-revalidate" };
  return isKnown(etag, presented) ? { status: 304, headers } : { status: 200, body, headers };
}
