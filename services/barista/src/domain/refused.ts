import type { ProblemCode } from "@siren/contracts/problems";

/** A decision's "no"; whoever asked for the decision throws it as a Refusal. */
export type No = { refused: ProblemCode };
export const refused = (code: ProblemCode): No => ({ refused: code });
