import { Refusal } from "@siren/contracts/refusal";
import type { Asking, Whence } from "../edge/whence.ts";

export type OriginCheck = (req: Asking) => void;

/** Another site's page must not act with our cookies: what carries an Origin must carry ours. */
export function createOriginCheck(allowed: readonly string[], whence: (req: Asking) => Whence): OriginCheck {
  return (req) => {
    const { origin } = req.headers;
    if (origin === undefined || allowed.includes(origin)) return;
    const { host, proto } = whence(req);
    const { host: theirs, protocol } = URL.canParse(origin) ? new URL(origin) : {};
    // Came by TLS, as far as we know: what the same name shows without it may be anybody's.
    if (theirs !== undefined && theirs === host && !(proto === "https" && protocol === "http:")) return;
    throw new Refusal("FORBIDDEN", "A page of another site may not call this");
  };
}
