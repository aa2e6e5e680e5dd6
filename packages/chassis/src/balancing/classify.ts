import type { AttemptResult } from "./attempt.ts";
import type { Trouble } from "./ejection.ts";
import { headerOf, type RawHeaders } from "./headers.ts";

export type Classified = {
  /** For metrics: a closed set of words. */
  outcome: string;
  /** For the service's breaker. */
  verdict: "success" | "failure" | "ignored";
  /** For the instance's ejection. */
  trouble: Trouble | undefined;
  /** Another instance may do better. */
  worthAnother: boolean;
  /** It said itself that it wants to be left alone, and for how long. */
  leaveForMs?: number | undefined;
};

/** What says nothing against anybody is the same each time. */
const plainOnes: readonly (Classified | undefined)[] = [0, 1, 2, 3, 4].map((hundred) =>
  Object.freeze({
    ...{ outcome: `${hundred}xx`, verdict: "success" as const },
    ...{ trouble: undefined, worthAnother: false },
  }),
);

/**
 * 5xx is failure, but for a 502, 503 or 504 told as a problem document: that is a living service saying that
 * somebody behind it is not there. Counting those would close the door to all it still can do (with member away,
 * placing is refused so, and reading orders works).
 */
export function classify(result: AttemptResult): Classified {
  if (result.ok) {
    const { status, headers } = result.answer;
    const plain = status < 500 ? plainOnes[Math.floor(status / 100)] : undefined;
    if (plain) return plain;
    const passedOn = status === 502 || status === 503 || status === 504;
    const deliberate =
      passedOn && (headerOf(headers, "content-type") ?? "").startsWith("application/problem+json");
    const failed = status >= 500 && status !== 501 && !deliberate;
    return {
      outcome: `${Math.floor(status / 100)}xx`,
      verdict: failed ? "failure" : "success",
      trouble: failed ? "status" : undefined,
      worthAnother: passedOn && !deliberate,
      // As a problem document it speaks of what was asked for, not of the instance.
      ...(status === 503 && !deliberate && { leaveForMs: retryAfterMs(headers) }),
    };
  }
  const { kind } = result.failure;
  if (kind === "aborted" || kind === "overloaded" || kind === "malformed") {
    return { outcome: kind, verdict: "ignored", trouble: undefined, worthAnother: false };
  }
  return { outcome: kind, verdict: "failure", trouble: kind, worthAnother: true };
}

/** Seconds; a date would have to be believed about the clock, too. */
function retryAfterMs(headers: RawHeaders): number | undefined {
  const told = headerOf(headers, "retry-after");
  return told !== undefined && /^\d{1,9}$/.test(told) ? Number(told) * 1_000 : undefined;
}
