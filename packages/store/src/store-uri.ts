import { resolve } from "node:path";
import { StoreRefused } from "./store-refused.ts";

export type StoreAddress = { kind: "sqlite"; file: string } | { kind: "mongodb"; uri: string };

/** `sqlite://./data/order.db` is relative to the working folder, `sqlite:///var/siren/order.db` is absolute. */
export function readStoreUri(uri: string): StoreAddress {
  if (/^mongodb(\+srv)?:\/\//.test(uri)) return { kind: "mongodb", uri };
  if (!uri.startsWith("sqlite://")) {
    throw new StoreRefused(`STORE must begin with sqlite:// or mongodb://, not "${schemeOf(uri)}"`);
  }
  const path = uri.slice("sqlite://".length);
  if (path === "" || path.endsWith("/"))
    throw new StoreRefused("STORE names no file: sqlite://./data/name.db");
  if (path.includes("\0")) throw new StoreRefused("STORE contains a zero byte");
  return { kind: "sqlite", file: resolve(path) };
}

/** Only the scheme is repeated: the rest of a URI may hold a password. */
function schemeOf(uri: string): string {
  return uri.match(/^[a-z+]{1,20}:/i)?.[0] ?? uri.slice(0, 8);
}
