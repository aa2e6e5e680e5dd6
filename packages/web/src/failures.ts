import type { Problem, ProblemCode } from "@siren/contracts/problems";

/** The server understood and refused: trying the same again changes nothing unless `retryable` says so. */
export class ApiProblem extends Error {
  readonly kind = "problem";
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = "ApiProblem";
    this.problem = problem;
  }
  get code(): ProblemCode {
    return this.problem.code;
  }
}

/** A 5xx: something behind the gateway is not there. Whether the request took effect is not known. */
export class ServerFailure extends Error {
  readonly kind = "server";
  readonly status: number;
  readonly problem: Problem | undefined;
  /** The service that was asked. */
  readonly of: string | undefined;
  constructor(status: number, problem: Problem | undefined, of?: string) {
    super(problem?.title ?? `the server answered ${status}`);
    this.name = "ServerFailure";
    this.status = status;
    this.problem = problem;
    this.of = of;
  }
  get code(): ProblemCode | undefined {
    return this.problem?.code;
  }
}

/** No answer at all: no network, or no gateway, or it was waited for long enough (`isLate`). Whether the request took effect is not known. */
export class NetworkFailure extends Error {
  readonly kind = "network";
  readonly isLate: boolean;
  /** Who did not answer: too late is the service, nobody at all the gateway. */
  readonly of: string | undefined;
  constructor(cause: unknown, { isLate = false, of }: { isLate?: boolean; of?: string } = {}) {
    super("no answer from the network", { cause });
    this.name = "NetworkFailure";
    this.isLate = isLate;
    this.of = of;
  }
}

/** An answer that is not of the agreed form: a page older than its server, or a fault of ours. */
export class UnexpectedAnswer extends Error {
  readonly kind = "unexpected";
  readonly status: number;
  constructor(status: number, cause: unknown) {
    super(`an answer (${status}) that is not of the agreed form`, { cause });
    this.name = "UnexpectedAnswer";
    this.status = status;
  }
}

type ApiFailure = ApiProblem | ServerFailure | NetworkFailure | UnexpectedAnswer;

export function isApiFailure(error: unknown): error is ApiFailure {
  return (
    error instanceof ApiProblem ||
    error instanceof ServerFailure ||
    error instanceof NetworkFailure ||
    error instanceof UnexpectedAnswer
  );
}

/** Member, or the way to it, is away: nothing was said about the person. */
export const isOutOfReach = (error: unknown): boolean =>
  error instanceof NetworkFailure || error instanceof ServerFailure;

/** Nothing was heard at all, of whatever was asked. */
export const isConnectionLost = (error: unknown): boolean => error instanceof NetworkFailure && !error.isLate;

/** The stable code for support, if there is one. */
export function codeOf(error: unknown): string {
  if (error instanceof ApiProblem) return error.code;
  if (error instanceof ServerFailure) return error.code ?? `HTTP_${error.status}`;
  if (error instanceof NetworkFailure) return error.isLate ? "UPSTREAM_TIMEOUT" : "NO_NETWORK";
  return "UNEXPECTED";
}
