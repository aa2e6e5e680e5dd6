import * as z from "zod/mini";

/**
 * The closed table of refusals. A code is stable, has one status, and says whether the same request may
 * succeed when it is simply sent again. `docs/errors.md` is kept equal to this table by a test.
 */
export const problemTable = {
  BAD_REQUEST: { status: 400, title: "The request does not have the agreed form", retryable: false },
  UNAUTHENTICATED: { status: 401, title: "Please sign in", retryable: false },
  PIN_WRONG: { status: 401, title: "That is not the PIN", retryable: false },
  TOKEN_EXPIRED: { status: 401, title: "The sign-in has run out", retryable: false },
  INSUFFICIENT_BALANCE: { status: 402, title: "The card's balance is too low", retryable: false },
  PAYMENT_DUE: { status: 402, title: "This has to be paid at the counter first", retryable: false },
  PAYMENT_DECLINED: { status: 402, title: "The payment was declined", retryable: false },
  FORBIDDEN: { status: 403, title: "Not allowed for this account", retryable: false },
  NOT_VERIFIED: { status: 403, title: "The address has to be confirmed first", retryable: false },
  WRONG_STORE: { status: 403, title: "This belongs to another store", retryable: false },
  NOT_FOUND: { status: 404, title: "There is no such thing", retryable: false },
  METHOD_NOT_ALLOWED: { status: 405, title: "This address does not take that method", retryable: false },
  NOT_ACCEPTABLE: { status: 406, title: "No acceptable representation", retryable: false },
  REQUEST_TIMEOUT: { status: 408, title: "The request took too long to arrive", retryable: true },
  ALREADY_STARTED: { status: 409, title: "The drink is already being made", retryable: false },
  ALREADY_REGISTERED: { status: 409, title: "This address is registered already", retryable: false },
  COUPON_USED: { status: 409, title: "The coupon was used already", retryable: false },
  HOLD_RELEASED: { status: 409, title: "The hold of this order was released before", retryable: false },
  ILLEGAL_TRANSITION: { status: 409, title: "Not possible in this state", retryable: false },
  PRICE_CHANGED: { status: 409, title: "The price has changed", retryable: false },
  SOLD_OUT: { status: 409, title: "Sold out", retryable: false },
  STORE_CLOSED: { status: 409, title: "The store is closed", retryable: false },
  STORE_PAUSED: { status: 409, title: "The store takes no orders just now", retryable: true },
  UNIT_CLAIMED: { status: 409, title: "Somebody else is making this cup", retryable: false },
  VERSION_CONFLICT: { status: 409, title: "Somebody else changed it first", retryable: true },
  LINK_EXPIRED: { status: 410, title: "The link has run out", retryable: false },
  CURSOR_GONE: { status: 410, title: "That far back is no longer kept", retryable: false },
  PAYLOAD_TOO_LARGE: { status: 413, title: "The request is too large", retryable: false },
  URI_TOO_LONG: { status: 414, title: "The address asked for is too long", retryable: false },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: "Only JSON is taken here", retryable: false },
  NICKNAME_REFUSED: { status: 422, title: "That name cannot be called out", retryable: false },
  KEY_REUSED: { status: 422, title: "The key was used for another request", retryable: false },
  COUPON_INVALID: { status: 422, title: "The coupon does not count for this", retryable: false },
  OPTION_INVALID: { status: 422, title: "That combination of options is not offered", retryable: false },
  PICTURE_INVALID: { status: 422, title: "That is not a picture we can keep", retryable: false },
  CARD_LOCKED: { status: 423, title: "The card is locked", retryable: false },
  UPGRADE_REQUIRED: { status: 426, title: "Another version of the protocol is spoken", retryable: false },
  KEY_REQUIRED: { status: 428, title: "The request needs an Idempotency-Key", retryable: false },
  STORE_AT_CAPACITY: { status: 429, title: "The store has its hands full", retryable: true },
  TOO_MANY_REQUESTS: { status: 429, title: "Too many requests", retryable: true },
  HEADERS_TOO_LARGE: { status: 431, title: "The headers are too large", retryable: false },
  INTERNAL: { status: 500, title: "Something went wrong on our side", retryable: true },
  BAD_UPSTREAM: { status: 502, title: "A service gave no proper answer", retryable: true },
  BREAKER_OPEN: { status: 503, title: "A service is being given a rest", retryable: true },
  MAIL_UNAVAILABLE: { status: 503, title: "No message can be sent from here", retryable: false },
  DRAINING: { status: 503, title: "This process is about to stop", retryable: true },
  PAYMENT_UNAVAILABLE: {
    status: 503,
    title: "The payment provider cannot be asked just now",
    retryable: true,
  },
  NO_INSTANCE: { status: 503, title: "No instance of the service is there", retryable: true },
  OVERLOADED: { status: 503, title: "Too much work at once", retryable: true },
  UPSTREAM_TIMEOUT: { status: 504, title: "A service did not answer in time", retryable: true },
  LOOP_DETECTED: { status: 508, title: "The request came back to where it had been", retryable: false },
} as const satisfies Record<string, { status: number; title: string; retryable: boolean }>;

export type ProblemCode = keyof typeof problemTable;
export const problemCodes = Object.keys(problemTable) as [ProblemCode, ...ProblemCode[]];
export const problemCode = z.enum(problemCodes);

/** The code beside the body as well: the edge counts refusals by it, and reads no body on its way. */
export const problemCodeHeader = "X-Problem-Code";

/** RFC 9457, with our `code`; unknown members are kept, because a refusal may carry a new quote. */
export const problem = z.looseObject({
  code: problemCode,
  status: z.int(),
  title: z.string(),
  detail: z.optional(z.string()),
  traceId: z.optional(z.string()),
  retryable: z.boolean(),
  degraded: z.optional(z.array(z.string())),
  /** `outage-pass`: signed in, but member cannot be asked, and this is not done on the pass alone. */
  because: z.optional(z.literal("outage-pass")),
});
export type Problem = z.infer<typeof problem>;
