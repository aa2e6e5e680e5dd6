import type { ProblemCode } from "@siren/contracts/problems";

/** A refusal that somebody outside has to be told: a code of the closed table, and what goes with it. */
export class Refused extends Error {
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly extra: Record<string, unknown> | undefined;

  constructor(code: ProblemCode, detail?: string, extra?: Record<string, unknown>) {
    super(detail ?? code);
    this.name = "Refused";
    this.code = code;
    this.detail = detail;
    this.extra = extra;
  }
}
