import type { BackEnd } from "../back-end.ts";
import type { Admitted } from "./admission.ts";

/** So long may a page take to renew its token after it has run out. */
const renewalGraceMs = 15_000;
/** A pass counts while member is away; when member is back, pages have so long to sign in on the open socket. */
const passGraceMs = 60_000;

/** Until when whoever is there may stay. */
export function createTrust({ people, now }: Pick<BackEnd, "people" | "now">) {
  let memberBackAt: number | undefined;
  return {
    /** To be called now and then: since when member has been back. */
    look(): void {
      memberBackAt = people.probe.isDown() ? undefined : (memberBackAt ?? now());
    },
    isOver({ caller, expiresAtMs }: Admitted, since: number): boolean {
      const isOnPass = caller.via === "pass" && memberBackAt !== undefined;
      const passEndsAt = isOnPass ? Math.max(memberBackAt ?? 0, since) + passGraceMs : Number.MAX_VALUE;
      return now() > expiresAtMs + renewalGraceMs || now() > passEndsAt;
    },
  };
}
