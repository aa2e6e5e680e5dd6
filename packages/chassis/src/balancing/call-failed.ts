export type CallFailedKind =
  | "NO_INSTANCE"
  | "BREAKER_OPEN"
  | "TIMEOUT"
  | "CONNECT"
  | "RESET"
  | "OVERLOADED"
  | "ABORTED"
  /** Cannot be said in HTTP: a path or a header with characters that have no place there, a length that lies. */
  | "BAD_REQUEST"
  /** The answer itself: too large, not JSON, or not of the agreed shape. */
  | "BAD_ANSWER";

type Details = { service: string; attempts?: number; sent?: boolean; retryAfterMs?: number; cause?: unknown };

/** A call that has no answer to show. */
export class CallFailed extends Error {
  override name = "CallFailed";
  readonly kind: CallFailedKind;
  readonly service: string;
  readonly attempts: number;
  /** Whether any of it reached an instance: then the other side may have acted. */
  readonly sent: boolean;
  /** When a new try could go better, where that is known. */
  readonly retryAfterMs: number | undefined;

  constructor(kind: CallFailedKind, details: Details) {
    super(`${details.service}: ${kind}`, { cause: details.cause });
    this.kind = kind;
    this.service = details.service;
    this.attempts = details.attempts ?? 0;
    this.sent = details.sent ?? false;
    this.retryAfterMs = details.retryAfterMs;
  }
}
