import type { ProblemCode } from "@siren/contracts/problems";

/** A decision's "no". */
export type No = { refused: ProblemCode };
export const refused = (code: ProblemCode): No => ({ refused: code });

/** The same for whoever asked: the chassis answers an error that has a problem code with that problem. */
export class Refused extends Error {
  readonly problemCode: ProblemCode;

  constructor(problemCode: ProblemCode) {
    super(problemCode);
    this.name = "Refused";
    this.problemCode = problemCode;
  }
}
