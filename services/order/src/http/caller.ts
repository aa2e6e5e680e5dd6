import type { RequestContext } from "@siren/chassis/http/routes";
import type { Caller } from "@siren/chassis/identity/caller";
import { Refusal } from "@siren/contracts/refusal";
import type { Owner } from "../domain/order.ts";
import type { Reader } from "../use-cases/read-orders.ts";

export function ownerOf({ kind, sub }: Caller): Owner {
  return { kind: kind === "guest" ? "guest" : "member", id: sub };
}

export function readerOf(caller: Caller): Reader {
  const isStaff = caller.roles.some((role) => role === "barista" || role === "manager");
  return { owner: ownerOf(caller), staffOf: isStaff ? caller.stores : null };
}

/** The server refuses a request without its key before a handler with `key: "required"` is called. */
export function keyOf({ key }: Pick<RequestContext, "key">): string {
  if (key === undefined) throw new Error("a route that needs the key does not require it");
  return key;
}

/** A list of one's own orders is for those who order. */
export function onlyOwner(caller: Caller): Owner {
  if (!caller.roles.some((role) => role === "customer" || role === "guest")) throw new Refusal("FORBIDDEN");
  return ownerOf(caller);
}
