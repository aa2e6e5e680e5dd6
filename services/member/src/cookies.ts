import { cookies } from "@siren/contracts/identity";
import type { OpenSession } from "./sessions.ts";
import { passLifetimeMs, refreshLifetimeMs } from "./tokens.ts";

type Jar = { name: string; path: string };

function setCookie({ name, path }: Jar, value: string, maxAgeMs: number, secure: boolean): string {
  const attributes = [
    `${name}=${value}`,
    `Path=${path}`,
    `Max-Age=${Math.floor(maxAgeMs / 1000)}`,
    "HttpOnly",
    "SameSite=Strict",
  ];
  if (secure) attributes.push("Secure");
  return attributes.join("; ");
}

export const sessionCookies = (session: OpenSession, secure: boolean) => [
  setCookie(cookies.refresh, session.refresh, refreshLifetimeMs, secure),
  setCookie(cookies.outagePass, session.outagePass, passLifetimeMs, secure),
];

export const clearedCookies = (secure: boolean) => [
  setCookie(cookies.refresh, "", 0, secure),
  setCookie(cookies.outagePass, "", 0, secure),
];

/** The one cookie that reaches us is the refresh token; names and values are ours, so no decoding is needed. */
export function presentedRefresh(header: string | undefined): string | undefined {
  for (const pair of header?.split(";") ?? []) {
    const [name, value] = pair.trim().split("=", 2);
    if (name === cookies.refresh.name && value) return value;
  }
  return undefined;
}
