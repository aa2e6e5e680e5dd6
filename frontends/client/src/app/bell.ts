import { createChime } from "./chime.ts";
import { createRingOnce } from "./ring-once.ts";

const alone = (work: () => void) =>
  navigator.locks ? navigator.locks.request("siren.ring", work) : Promise.resolve(work());

/**
 * What calls out loud, for whoever may be called. A page may sound after a tap only, and forgets that with each
 * reload: so each tap allows it. A finger counts when it is lifted.
 */
export function createBell(storage: Pick<Storage, "getItem" | "setItem">) {
  const chime = createChime();
  for (const tap of ["pointerup", "keydown"]) addEventListener(tap, chime.allow, { passive: true });
  if (navigator.userActivation?.hasBeenActive) chime.allow();
  return createRingOnce({ storage, alone, ring: chime.ring });
}
