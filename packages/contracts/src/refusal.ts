import { type ProblemCode, problemTable } from "./problems.ts";

/**
 * A "no" with a stable code. Thrown anywhere, in a domain as in a route, it reaches the caller as a problem
 * of that code's status.
 */
export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  /** Further members of the problem, such as the new quote of a PRICE_CHANGED. */
  readonly extra: Record<string, unknown>;

  constructor(
    code: ProblemCode,
    detail?: string,
    extra: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(detail ?? problemTable[code].title, options);
    this.name = "Refusal";
    this.code = code;
    this.detail = detail;
    this.extra = extra;
  }

  get status(): number {
    return problemTable[this.code].status;
  }
}

/** The body of a problem reply. */
export function problemOf(refusal: Refusal, traceId?: string): Record<string, unknown> {
  const { status, title, retryable } = problemTable[refusal.code];
  return {
    type: "about:blank",
    code: refusal.code,
    status,
    title,
    ...(refusal.detail === undefined ? {} : { detail: refusal.detail }),
    ...(traceId === undefined ? {} : { traceId }),
    retryable,
    ...refusal.extra,
  };
}
