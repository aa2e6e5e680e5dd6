import type { IncomingMessage } from "node:http";
import { Refusal } from "@siren/contracts/refusal";

export type OriginCheck = (req: Pick<IncomingMessage, "headers">) => void;

/** Another site's page must not act with our cookies: what carries an Origin must carry ours. */
export function createOriginCheck(allowed: readonly string[]): OriginCheck {
  return ({ headers }) => {
    const { origin, host } = headers;
    if (origin === undefined || allowed.includes(origin)) return;
    if (URL.canParse(origin) && new URL(origin).host === host) return;
    throw new Refusal("FORBIDDEN", "A page of another site may not call this");
  };
}
