import * as z from "zod/mini";

/** Ids made by us: a prefix that says what it is, then a ULID (time-ordered, so indexes stay local). */
const made = (prefix: string) => z.string().check(z.regex(new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`)));

export const memberId = made("mem");
export const cardId = made("crd");
export const orderId = made("ord");
export const ticketId = made("tkt");
export const unitId = made("unt");
export const couponId = made("cpn");
export const eventId = made("evt");

export type IdPrefix =
  | ("mem" | "crd" | "ord" | "tkt" | "unt" | "evt" | "cpn" | "ses" | "jnl" | "top" | "sta" | "cmd")
  | "boot";

/** Names given by people to stores, items and choices: short, readable in a URL. */
export const slug = z.string().check(z.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/), z.maxLength(48));

/** What a client sends as `Idempotency-Key`; every write needs one. */
export const idempotencyKey = z.string().check(z.regex(/^[A-Za-z0-9_.:-]{8,128}$/));

/** Milliseconds since 1970; every instant that crosses a border. Its name ends in `At`. */
export const instant = z.int().check(z.gte(0));

export const traceparent = z.string().check(z.regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/));
