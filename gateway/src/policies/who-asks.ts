import { createHash } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { BackEnd } from "@siren/chassis/back-end";
import { anonymous, type Caller } from "@siren/chassis/identity/caller";
import { cookies } from "@siren/contracts/identity";
import { Refusal } from "@siren/contracts/refusal";
import { spokenForHeader, spokenForMember } from "@siren/contracts/spoken-for";

export function cookiesOf(header: string | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const pair of header?.split(";") ?? []) {
    const split = pair.indexOf("=");
    if (split > 0) found.set(pair.slice(0, split).trim(), pair.slice(split + 1).trim());
  }
  return found;
}

/** Order gave 32 random bytes; what it and everybody else knows of them is this. */
const guestOf = (cookie: string): Caller => ({
  ...anonymous,
  kind: "guest",
  sub: createHash("sha256").update(cookie).digest("base64url"),
  roles: ["guest"],
  via: "guest",
});

/** Whoever was verified before, or shows nothing that has to be: undefined where there is something to wait for. */
export function knownAsker(
  { people }: BackEnd,
  { headers, socket }: Pick<IncomingMessage, "headers" | "socket">,
): Caller | undefined {
  const { authorization, cookie } = headers;
  // What was verified once had the right form.
  if (authorization !== undefined)
    return authorization.startsWith("Bearer ")
      ? people.tokens.knownByAccess(authorization.slice(7), socket)
      : undefined;
  if (headers[spokenForHeader] === spokenForMember) return undefined;
  if (cookie === undefined) return anonymous;
  return people.probe.isDown() ? undefined : guestIn(cookiesOf(cookie));
}

const bearerOf = (headers: IncomingHttpHeaders) =>
  /^Bearer ([\w.-]{1,4096})$/.exec(headers.authorization ?? "")?.[1];
const guestForm = /^[A-Za-z0-9_-]{43}$/;

/** The browser sends the pass by itself: one that counts no more makes nobody of its bearer, not a fault of theirs. */
async function callerByPass(
  { tokens }: BackEnd["people"],
  pass: string,
  from?: string,
): Promise<Caller | undefined> {
  try {
    return (await tokens.verifyPass(pass, from)).caller;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/**
 * The access token; without one the outage pass, which counts only while member is down; without that the
 * guest cookie. A token that has run out is never taken, but while member is down the pass may stand in for it.
 * A page that speaks for a member is told when nothing of that counts: an order of theirs must not become a guest's.
 */
export async function whoAsks(
  { people }: BackEnd,
  headers: IncomingHttpHeaders,
  from?: string,
): Promise<Caller> {
  const jar = cookiesOf(headers.cookie);
  const pass = people.probe.isDown() ? jar.get(cookies.outagePass.name) : undefined;
  const token = bearerOf(headers);
  if (headers.authorization !== undefined && token === undefined)
    throw new Refusal("UNAUTHENTICATED", "Bearer is the only scheme here");
  if (token !== undefined) {
    try {
      return (await people.tokens.verifyAccess(token, from)).caller;
    } catch (error) {
      const hasRunOut = error instanceof Refusal && error.code === "TOKEN_EXPIRED";
      if (!hasRunOut || pass === undefined) throw error;
    }
  }
  const byPass = pass === undefined ? undefined : await callerByPass(people, pass, from);
  if (byPass) return byPass;
  if (headers[spokenForHeader] === spokenForMember)
    throw new Refusal("UNAUTHENTICATED", "Nothing that was sent along shows who the member is");
  return guestIn(jar);
}

function guestIn(jar: ReadonlyMap<string, string>): Caller {
  const guest = jar.get(cookies.guest.name);
  return guest !== undefined && guestForm.test(guest) ? guestOf(guest) : anonymous;
}
