import type { Krw } from "@siren/contracts/money";
import type { Role } from "@siren/contracts/roles";

/** What order may promise against a card while member cannot be asked. */
const allowanceCap_krw = 30_000;
export const allowanceLifetimeMs = 12 * 60 * 60 * 1000;
/** Member may be away for three hours after it, and still nobody's allowance has run out. */
export const allowanceRefreshMs = 9 * 60 * 60 * 1000;

export type CardStanding = {
  available_krw: Krw;
  arrears_krw: Krw;
  settledTopUps: number;
  locked: boolean;
};

export function allowanceOf(card: CardStanding): Krw {
  if (card.locked || card.arrears_krw > 0 || card.settledTopUps === 0) return 0;
  return Math.min(card.available_krw, allowanceCap_krw);
}

/** A drink that was promised without a hold is paid from what is there; the rest becomes arrears. */
export function splitShortfall(amount_krw: Krw, available_krw: Krw): { paid_krw: Krw; shortfall_krw: Krw } {
  const paid_krw = Math.min(amount_krw, available_krw);
  return { paid_krw, shortfall_krw: amount_krw - paid_krw };
}

/** How much of a debt the card can pay now. */
export function settleArrears(available_krw: Krw, arrears_krw: Krw): Krw {
  return Math.min(available_krw, arrears_krw);
}

/**
 * How long the token that was just replaced still leads to its successor, as long as nobody has shown that one: two tabs
 * refresh at once, and a page whose answer was lost asks again. Whoever stole it is found out one rotation later.
 */
const rotationGraceMs = 60_000;

export type RefreshFamily = { currentHash: string; previousHash: string | null; rotatedAt: number };
export type RefreshDecision = "rotate" | "repeat" | "reuse" | "unknown";

export function decideRefresh(
  family: RefreshFamily | null,
  presentedHash: string,
  now: number,
): RefreshDecision {
  if (!family) return "unknown";
  if (presentedHash === family.currentHash) return "rotate";
  if (presentedHash !== family.previousHash) return "reuse";
  return now - family.rotatedAt <= rotationGraceMs ? "repeat" : "reuse";
}

export type Post = { roles: readonly Role[]; stores: readonly string[] };

/** Ops appoint anybody; a manager those of their own stores, and none who could do more than a manager. */
export function refusalToAppoint(by: Post, fresh: Post): "FORBIDDEN" | "WRONG_STORE" | undefined {
  if (by.roles.includes("ops")) return undefined;
  if (!by.roles.includes("manager") || fresh.roles.includes("ops")) return "FORBIDDEN";
  const isOwn = fresh.stores.length > 0 && fresh.stores.every((store) => by.stores.includes(store));
  return isOwn ? undefined : "WRONG_STORE";
}
