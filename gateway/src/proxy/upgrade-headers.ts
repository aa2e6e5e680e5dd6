import type { IncomingMessage } from "node:http";
import { identityHeader } from "@siren/contracts/identity";
import type { Whence } from "../edge/whence.ts";
import { droppedHeaders, namedByConnection } from "./forwarded-headers.ts";

/** Without these it would be no upgrade; the proxy sets the Host itself. */
const ofTheUpgrade = new Set(["upgrade", "host"]);

type Said = { from: Whence; identity: string | undefined; via: string; host: string | undefined };

/** What the service is told of an upgrade, in place of what the browser claimed. */
export function sayForService({ headers }: IncomingMessage, { from, identity, via, host }: Said): void {
  const named = namedByConnection(headers.connection);
  for (const name of Object.keys(headers)) {
    if (!ofTheUpgrade.has(name) && (droppedHeaders.has(name) || named?.has(name))) delete headers[name];
  }
  if (identity !== undefined) headers[identityHeader] = identity;
  headers["x-forwarded-for"] = from.forwardedFor;
  headers["x-forwarded-proto"] = from.proto;
  headers["x-forwarded-host"] = from.host ?? "";
  headers.via = via;
  if (host !== undefined) headers.host = host;
  // What else it names is about this connection alone.
  headers.connection = "Upgrade";
}
