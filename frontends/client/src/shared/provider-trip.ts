/**
 * Signing in by Kakao or Google leaves the page and comes back to it at an address that member chooses:
 * `?oidc=` says what came of it, and where the person was going is remembered here meanwhile.
 */
export type TripEnd = "signed-in" | "linked" | "confirm" | "failed";
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

/** Asked for when it is used: a browser may forbid it, which throws. */
type Kept = () => Pick<Storage, "getItem" | "setItem" | "removeItem">;
const ofThisTab: Kept = () => sessionStorage;

export function setOut(next: string, kept: Kept = ofThisTab): void {
  try {
    kept().setItem(goingAs, next);
  } catch {
    // Then the way ends at the stores.
  }
}

/** Once: another visit goes where it likes. */
export function wasGoing(kept: Kept = ofThisTab): string {
  try {
    const next = safeNext(kept().getItem(goingAs));
    kept().removeItem(goingAs);
    return next;
  } catch {
    return "/";
  }
}
