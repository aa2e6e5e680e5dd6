import { type KeptStorage, visit } from "@siren/web/storage";

/**
 * Signing in by Kakao or Google leaves the page and comes back to it at an address that member chooses:
 * `?oidc=` says what came of it, and where the person was going is remembered here meanwhile.
 */
type TripEnd = "signed-in" | "linked" | "confirm" | "failed";
const ends: ReadonlySet<string> = new Set<TripEnd>(["signed-in", "linked", "confirm", "failed"]);
const goingAs = "siren.going-to";

export function tripEnd(search: string): { end: TripEnd; code: string | null } | undefined {
  const read = new URLSearchParams(search);
  const end = read.get("oidc");
  if (end === null || !ends.has(end)) return undefined;
  const code = read.get("code");
  return { end: end as TripEnd, code: code !== null && /^[A-Z_]{3,40}$/.test(code) ? code : null };
}

/** Only within this page: an address that leads elsewhere is not followed. */
export function safeNext(next: string | null): string {
  // A browser leaves tabs and line ends out: behind them may be the second slash.
  return next && /^\/(?![/\\])[^\t\n\r]*$/.test(next) ? next : "/";
}

/** Where the browser keeps nothing, the way ends at the stores. */
export function setOut(next: string, storage: KeptStorage = visit): void {
  storage.setItem(goingAs, next);
}

/** Once: another visit goes where it likes. */
export function wasGoing(storage: KeptStorage = visit): string {
  const next = safeNext(storage.getItem(goingAs));
  storage.removeItem(goingAs);
  return next;
}
