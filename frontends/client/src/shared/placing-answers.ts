import { ApiProblem, ServerFailure } from "@siren/web/failures";
import { guestOwner } from "./kept-placing.ts";

/** Order asks member for the coupon before it writes anything, and says so when it could not. */
export const isCouponUnchecked = (error: unknown): boolean =>
  error instanceof ServerFailure &&
  error.code === "UPSTREAM_TIMEOUT" &&
  error.problem?.degraded?.includes("member") === true;

/**
 * A refusal on the way, before order looked for what the key has made: there were too many requests, or it was not
 * seen who asks. Then a member is nobody, or a guest who may not.
 */
export function saysNothingOfFormer(error: unknown, ownerId: string): boolean {
  if (!(error instanceof ApiProblem)) return false;
  const { status, code } = error.problem;
  const isStranger = status === 401 || (status === 403 && ownerId !== guestOwner);
  return isStranger || status === 408 || code === "TOO_MANY_REQUESTS";
}
