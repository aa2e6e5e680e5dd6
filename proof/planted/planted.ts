import type { AuditRule } from "@siren/contracts/audit";
import type { Cafe } from "../cafe.ts";
import type { People } from "../people.ts";

/** A fault as a defect of a service, a lost write or a hand in the data would make it, and what has to be said of it. */
export type Planted = {
  rule: AuditRule;
  what: string;
  /** A service is stopped for it, or the clock goes on: nothing else is planted meanwhile. */
  alone?: true;
  /** Rules that are right to name it too: what is broken in one book may stand in another. */
  also?: readonly AuditRule[];
  /** Answers whom the finding names, and behind it whom else the fault is about. */
  plant: (cafe: Cafe, people: People) => Promise<string | readonly [string, ...string[]]>;
  why: RegExp;
};
