import type { IncomingHttpHeaders } from "node:http";
import { cookies } from "@siren/contracts/identity";

const bytes = 32;
const keptSeconds = 30 * 24 * 60 * 60;

export type RandomBytes = (size: number) => Buffer;

/** Given with the first quote, so that the order that follows has an owner. The gateway sends us its hash. */
export function newGuestCookie(random: RandomBytes, headers: IncomingHttpHeaders): string {
  const { name, path } = cookies.guest;
  const isSecure = headers["x-forwarded-proto"] === "https" ? "; Secure" : "";
  const value = random(bytes).toString("base64url");
  return `${name}=${value}; Path=${path}; Max-Age=${keptSeconds}; HttpOnly; SameSite=Strict${isSecure}`;
}
