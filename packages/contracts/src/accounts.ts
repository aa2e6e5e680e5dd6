import * as z from "zod/mini";
import { cardId, instant, memberId, slug } from "./ids.ts";
import { cardView, email, ledgerEntry, password } from "./member.ts";
import { krw } from "./money.ts";
import { nickname } from "./nickname.ts";
import { notificationChannel, notificationChoices } from "./notifications.ts";
import { role } from "./roles.ts";
import { couponView, favouriteView, starAccount, topUpState } from "./wallet.ts";

/** What a link in a message carries; single use, and it runs out. */
export const linkToken = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));

/** `POST /verify`. */
export const verifyRequest = z.strictObject({ token: linkToken });
/** `POST /password/reset`: answered alike whether the address is known or not. */
export const resetRequest = z.strictObject({ email });
/** `POST /password/reset/confirm`. */
export const resetConfirmRequest = z.strictObject({ token: linkToken, password });

/** `GET /me`: what an account's owner reads of it. */
export const accountView = z.object({
  memberId,
  nickname: z.string(),
  roles: z.array(role),
  stores: z.array(z.string()),
  /** Null for who came by a provider that told none. */
  email: z.nullable(z.string()),
  isVerified: z.boolean(),
  hasPassword: z.boolean(),
  hasPin: z.boolean(),
  /** Other ways in that are linked. */
  providers: z.array(z.string()),
});
export type AccountView = z.infer<typeof accountView>;

export const profileChange = z.strictObject({ nickname });
const typed = z.string().check(z.minLength(1), z.maxLength(128));
/** The password of now; whoever has none signed in by a provider a moment ago. */
export const passwordChange = z.strictObject({ current: z.optional(typed), password });
export const emailChange = z.strictObject({ current: z.optional(typed), email });
/** Won that are left on a card are lost with the account: that has to be said. */
export const deletionRequest = z.strictObject({
  current: z.optional(typed),
  forfeitBalance: z.optional(z.boolean()),
});

/** `GET /mailbox`: messages as they would have been sent, for developers. */
export const mail = z.object({
  mailId: z.string(),
  /** An address; of a message the id of the member. */
  to: z.string(),
  about: z.enum([
    "verify",
    "reset",
    "email-change",
    "email-changed",
    "password-changed",
    "already-registered",
    "deleted",
    "appointed",
    "order-paid",
    "order-making",
    "order-ready",
  ]),
  channel: z._default(notificationChannel, "email"),
  subject: z.string(),
  text: z.string(),
  /** The same for readers that show pages; null where there is nothing to lay out. */
  html: z._default(z.nullable(z.string()), null),
  at: instant,
});
export type Mail = z.infer<typeof mail>;
export const mailbox = z.object({ mails: z.array(mail) });

/** `GET /export`: everything that is kept about a person. */
export const memberExport = z.object({
  at: instant,
  account: accountView,
  createdAt: instant,
  sessions: z.array(z.object({ startedAt: instant, lastUsedAt: instant })),
  cards: z.array(cardView),
  ledger: z.array(z.object({ cardId, entry: ledgerEntry })),
  topUps: z._default(
    z.array(z.object({ topUpId: z.string(), cardId, amount_krw: krw, state: topUpState, at: instant })),
    [],
  ),
  /** With all of its entries, which a page shows the last of. */
  stars: starAccount,
  coupons: z.array(couponView),
  favourites: z.array(favouriteView),
  /** What they want to be written to about. */
  notifications: z._default(z.nullable(notificationChoices), null),
});
export type MemberExport = z.infer<typeof memberExport>;

/** `GET /staff`: for managers of their stores, and for ops. */
export const staffView = z.object({
  memberId,
  email: z.nullable(z.string()),
  nickname: z.string(),
  roles: z.array(role),
  stores: z.array(z.string()),
  hasPin: z.boolean(),
  version: z._default(z.int(), 0),
});
export type StaffView = z.infer<typeof staffView>;
export const staffList = z.object({ staff: z.array(staffView) });
/** `POST /staff/appointments`: a post for an account that is there already. */
export const appointmentRequest = z.strictObject({
  email,
  roles: z.array(z.enum(["barista", "manager", "ops"])).check(z.minLength(1), z.maxLength(3)),
  stores: z.array(slug).check(z.maxLength(50)),
});
export const staffChange = z.strictObject({
  roles: z.optional(z.array(z.enum(["barista", "manager", "ops"])).check(z.minLength(1), z.maxLength(3))),
  stores: z.optional(z.array(slug).check(z.maxLength(50))),
  nickname: z.optional(nickname),
  /** What the editor saw; left out, the last word counts. */
  expectedVersion: z.optional(z.int()),
});

export const pin = z.string().check(z.regex(/^\d{6}$/));
/** `PUT /me/pin`. */
export const pinChange = z.strictObject({ current: typed, pin });
/** `GET /staff/at/{store}`: who may step up to the tablet there. */
export const tabletFaces = z.object({
  faces: z.array(z.object({ memberId, nickname: z.string() })),
});
/** `POST /staff/at/{store}/switch`. */
export const switchRequest = z.strictObject({ memberId, pin });

/** `GET /token-keys`, `POST /token-keys`: which key signs, which one will, which ones are still believed. */
export const tokenKeyList = z.object({
  keys: z.array(
    z.object({
      kid: z.string(),
      state: z.enum(["COMING", "SIGNING", "ENDING"]),
      signsFrom: instant,
      endsAt: z.nullable(instant),
    }),
  ),
});

/** `POST /oidc/{provider}/link`: where the browser goes to link that account to this one. */
export const oidcStart = z.object({ url: z.string() });
/** `GET /oidc`: the providers that are set up here. */
export const oidcProviders = z.object({ providers: z.array(z.string()) });
