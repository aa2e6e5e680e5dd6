import type { AttemptFailure } from "./attempt.ts";

/**
 * `safe`: the request may be repeated at will. `keyed`: a write with an Idempotency-Key on a route whose service
 * honours it. `never`: a write that must not reach a service twice.
 */
export type RetryPolicy = "safe" | "keyed" | "never";

export type RetryBudget = { onRequest(): void; spend(): boolean; left(): number };

/** Retries are a tenth of the requests at most, and a burst of 50, so that they cannot become the outage. */
export function createRetryBudget({ share = 0.1, burst = 50 } = {}): RetryBudget {
  let tokens = burst;
  return {
    onRequest() {
      tokens = Math.min(burst, tokens + share);
    },
    spend() {
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
    left: () => tokens,
  };
}

export const mostSentAttempts = 2;
export const mostAttempts = 4;

export type RetryQuestion = {
  policy: RetryPolicy;
  failure: AttemptFailure | { kind: "status"; sent: true };
  /** Whether the body can be sent once more from its first byte. */
  replayable: boolean;
  attempts: number;
  sentAttempts: number;
};

/** `free`: the attempt never connected, so nothing was sent and no budget is spent. */
export function retryVerdict(question: RetryQuestion): "free" | "costs" | "no" {
  const { policy, failure, replayable, attempts, sentAttempts } = question;
  if (attempts >= mostAttempts || failure.kind === "aborted" || failure.kind === "malformed") return "no";
  if (!failure.sent) return "free";
  if (policy === "never" || !replayable || sentAttempts >= mostSentAttempts) return "no";
  return "costs";
}
