import * as z from "zod/mini";
import { cardId, couponId, instant, memberId, orderId, slug } from "./ids.ts";
import { krw, signedKrw } from "./money.ts";
import { nickname } from "./nickname.ts";
import { role } from "./roles.ts";
import { topUpState } from "./wallet.ts";

export const email = z.string().check(z.maxLength(254), z.regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/));
export const password = z.string().check(z.minLength(10), z.maxLength(128));

export const registerRequest = z.strictObject({ email, password, nickname });
export const loginRequest = z.strictObject({
  email,
  password: z.string().check(z.minLength(1), z.maxLength(128)),
});
export const logoutRequest = z.strictObject({ everywhere: z.optional(z.boolean()) });

/** Ops appoint anybody who works here, managers those of their own stores; only who works in a store needs one. */
export const staffRequest = z.strictObject({
  email,
  password,
  nickname,
  roles: z.array(z.enum(["barista", "manager", "ops"])).check(z.minLength(1), z.maxLength(3)),
  stores: z.array(slug).check(z.maxLength(50)),
});

export const memberView = z.object({
  memberId,
  nickname: z.string(),
  roles: z.array(role),
  stores: z.array(z.string()),
});
export type MemberView = z.infer<typeof memberView>;

/** The refresh token and the outage pass travel as cookies, never in a body. */
export const session = z.object({ accessToken: z.string(), expiresAt: instant, member: memberView });
export type Session = z.infer<typeof session>;

export const cardView = z.object({
  cardId,
  available_krw: krw,
  held_krw: krw,
  arrears_krw: krw,
});
export type CardView = z.infer<typeof cardView>;
export const cardList = z.object({ cards: z.array(cardView) });

/** What one top-up may be. */
export const topUpBounds = { least_krw: 1_000, most_krw: 550_000 } as const;
/** `paymentToken` stands for a card at the payment provider; the sandbox knows a few by name. */
export const topUpRequest = z.strictObject({
  amount_krw: z.int().check(z.gte(topUpBounds.least_krw), z.lte(topUpBounds.most_krw)),
  paymentToken: z.string().check(z.regex(/^[a-z0-9_-]{3,64}$/)),
});
/** 201 once it is settled, 202 while it is PENDING: then it can be read until it is not. */
export const topUpView = z.object({
  topUpId: z.string(),
  amount_krw: krw,
  state: topUpState,
  card: cardView,
});
export type TopUpView = z.infer<typeof topUpView>;

export const ledgerEntry = z.object({
  journalId: z.string(),
  at: instant,
  kind: z.enum(["top-up", "hold", "capture", "release", "refund", "shortfall", "settle"]),
  orderId: z.optional(orderId),
  available_krw: signedKrw,
  held_krw: signedKrw,
});
export const ledgerPage = z.object({ entries: z.array(ledgerEntry), next: z.nullable(z.string()) });

/** order -> member, `PUT /internal/holds/{orderId}`: safe to repeat. */
export const holdRequest = z.strictObject({
  memberId,
  cardId,
  amount_krw: krw,
  /** Taken with the hold or not at all. */
  couponId: z.optional(couponId),
});
export const holdView = z.object({
  orderId,
  state: z.enum(["PLACED", "CAPTURED", "RELEASED"]),
  amount_krw: krw,
});
export type HoldView = z.infer<typeof holdView>;

export const jwks = z.object({
  keys: z.array(
    z.looseObject({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: z.string(), kid: z.string() }),
  ),
});
