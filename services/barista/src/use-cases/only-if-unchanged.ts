import { Refusal } from "@siren/contracts/refusal";

/** What was said before the last change, and comes after it, is not the last word any more. */
export function onlyIfUnchanged(known: { changedAt?: number } | null | undefined, saidAt?: number): void {
  if (saidAt !== undefined && (known?.changedAt ?? 0) > saidAt)
    throw new Refusal("ILLEGAL_TRANSITION", "it was changed after this was said");
}
