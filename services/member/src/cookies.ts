import { cookies } from "@siren/contracts/identity";
import { deviceLifetimeMs } from "./devices.ts";
import type { OpenSession } from "./sessions.ts";
import { passLifetimeMs, refreshLifetimeMs } from "./token-times.ts";

type Jar = { name: string; path: string };

function setCookie(
  { name, path }: Jar,
  value: string,
  maxAgeMs: number,
  secure: boolean,
  sameSite: "Strict" | "Lax" = "Strict",
): string {
  const attributes = [
    `${name}=${value}`,
    `Path=${path}`,
    `Max-Age=${Math.floor(maxAgeMs / 1000)}`,
    "HttpOnly",
    `SameSite=${sameSite}`,
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

export const deviceCookie = (value: string, secure: boolean) =>
  setCookie(cookies.device, value, deviceLifetimeMs, secure);

/** Lax: the way back from the provider is a navigation that begins on another site. */
export const oidcCookie = (value: string, lifetimeMs: number, secure: boolean) =>
  setCookie(cookies.oidc, value, lifetimeMs, secure, "Lax");

/** Names and values are ours, so no decoding is needed. */
function presented(jar: Jar, header: string | undefined): string | undefined {
  for (const pair of header?.split(";") ?? []) {
    const [name, value] = pair.trim().split("=", 2);
    if (name === jar.name && value) return value;
  }
  return undefined;
}

export const presentedRefresh = (header: string | undefined) => presented(cookies.refresh, header);
export const presentedDevice = (header: string | undefined) => presented(cookies.device, header);
export const presentedOidc = (header: string | undefined) => presented(cookies.oidc, header);
