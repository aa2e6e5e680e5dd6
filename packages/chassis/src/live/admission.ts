import { identityHeader } from "@siren/contracts/identity";
import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod/mini";
import type { BackEnd } from "../back-end.ts";
import { anonymous, type Caller } from "../identity/caller.ts";
import { errorFields, type Log } from "../log.ts";

export type Admitted = { caller: Caller; expiresAtMs: number };

const auth = z.object({ token: z.optional(z.string().check(z.maxLength(4096))) });

/** So long a pass lives from its sign-in, and so long a guest's cookie is trusted before the gateway sees it again. */
const trustedAtTheEdgeMs = 12 * 60 * 60 * 1000;

type Handshake = { auth: unknown; headers: Record<string, string | string[] | undefined> };

/**
 * Who a socket belongs to: the access token of its handshake, or, where the page has none, whom the
 * gateway names at the upgrade. The token is judged here and not there, by the same verifier as any request.
 */
export async function admitSocket(backEnd: BackEnd, handshake: Handshake): Promise<Admitted> {
  const { people, callers, now } = backEnd;
  const given = auth.safeParse(handshake.auth);
  if (!given.success) throw new Refusal("BAD_REQUEST");
  if (given.data.token !== undefined) return people.tokens.verifyAccess(given.data.token);
  const header = handshake.headers[identityHeader];
  if (typeof header !== "string") return { caller: anonymous, expiresAtMs: Number.POSITIVE_INFINITY };
  const caller = await callers.fromHeader(header);
  if (people.revocations.isRevoked(caller)) throw new Refusal("UNAUTHENTICATED");
  // The gateway passes on a token's identity for plain requests only; a socket brings its own token.
  if (caller.via !== "guest" && caller.via !== "pass") {
    return { caller: anonymous, expiresAtMs: Number.POSITIVE_INFINITY };
  }
  const since = caller.via === "pass" ? Math.min(caller.authAtMs, now()) : now();
  return { caller, expiresAtMs: since + trustedAtTheEdgeMs };
}

/** The code is what a client acts on; anything unexpected stays in our log. */
export function refusedHandshake(
  error: unknown,
  log: Pick<Log, "error">,
): Error & { data: { code: string } } {
  const code = error instanceof Refusal ? error.code : "INTERNAL";
  if (!(error instanceof Refusal)) log.error("live.admission-failed", errorFields(error));
  return Object.assign(new Error(code), { data: { code } });
}
