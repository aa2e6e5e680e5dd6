import { createHash } from "node:crypto";
import type { Reply } from "@siren/chassis/http/routes";

const digestOf = (text: string) => createHash("sha256").update(text).digest("base64url").slice(0, 22);

export const isKnown = (etag: string, presented: string | undefined): boolean =>
  presented?.split(",").some((one) => ["*", etag].includes(one.trim().replace(/^W\//, ""))) ?? false;

/**
 * A whole answer that seldom changes: the browser, and the gateway, ask with what they have. Its tag is of what it
 * says: a version alone is counted anew in a data folder that was begun anew.
 */
export function versioned(body: object, presented: string | undefined): Reply {
  const etag = `"${digestOf(JSON.stringify(body))}"`;
  const headers = { etag, "cache-control": "public, max-age=0, must-revalidate" };
  return isKnown(etag, presented) ? { status: 304, headers } : { status: 200, body, headers };
}
