import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { cookies } from "@siren/contracts/identity";

const bytes = 32;
export const keptSeconds = 30 * 24 * 60 * 60;

export type RandomBytes = (size: number) => Buffer;

/** Given with the first quote, so that the order that follows has an owner. The gateway sends us its hash. */
export function newGuestCookie(
  random: RandomBytes,
  headers: IncomingHttpHeaders,
): { cookie: string; guestHash: string } {
  const { name, path } = cookies.guest;
  const isSecure = headers["x-forwarded-proto"] === "https" ? "; Secure" : "";
  const value = random(bytes).toString("base64url");
  const cookie = `${name}=${value}; Path=${path}; Max-Age=${keptSeconds}; HttpOnly; SameSite=Strict${isSecure}`;
  return { cookie, guestHash: hashOf(value) };
}

const hashOf = (text: string) => createHash("sha256").update(text).digest("base64url");

/** Where a request came from as the gateway says, which nobody can read back. */
export function addressHashOf(headers: IncomingHttpHeaders): string | null {
  const told = headers["x-forwarded-for"];
  const address = (Array.isArray(told) ? told[0] : told)?.split(",")[0]?.trim();
  return address ? hashOf(address) : null;
}
