import { passLifetimeMs } from "./token-times.ts";

/**
 * A new key is shown so long before it signs: every verifier looks for keys more often than that, so none meets
 * a signature that it could not have learnt to check, even if member is gone right after.
 */
export const learnMs = 15 * 60_000;
const skewMs = 60_000;

export type KeyTurn = { kid: string; signsFrom: number };
export type Turn = KeyTurn & { state: "COMING" | "SIGNING" | "ENDING"; endsAt: number | null };

/** Whose turn it is: one key signs, the next may be waiting, those before are believed until their last token ran out. */
export function turnsAt(keys: readonly KeyTurn[], now: number): Turn[] {
  const ordered = keys.toSorted((a, b) => a.signsFrom - b.signsFrom || (a.kid < b.kid ? -1 : 1));
  const signer = ordered.findLastIndex(({ signsFrom }) => signsFrom <= now);
  return ordered
    .map(({ kid, signsFrom }, i): Turn => {
      const next = ordered[i + 1];
      const endsAt = next ? next.signsFrom + passLifetimeMs + skewMs : null;
      return { kid, signsFrom, endsAt, state: i > signer ? "COMING" : i === signer ? "SIGNING" : "ENDING" };
    })
    .filter(({ state, endsAt }) => state !== "ENDING" || endsAt === null || endsAt > now);
}
