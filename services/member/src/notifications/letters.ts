import type { Mail } from "@siren/contracts/accounts";
import type { MessageHook, NotificationChannel } from "@siren/contracts/notifications";
import type { Tx } from "@siren/store/unit-of-work";

/** One message to one person by one channel, as it will be sent however often it is tried. */
export type Letter = {
  /** Unique by what is told and by channel; readers and receivers fold repeats by it. */
  letterId: string;
  channel: NotificationChannel;
  /** Whose account it is about: it ends with that. */
  memberId: string | null;
  orderId: string | null;
  /** An address; of a message the id of the member. */
  to: string;
  about: Mail["about"];
  subject: string;
  text: string;
  html: string | null;
  /** What is posted in place of an e-mail. */
  hook: MessageHook | null;
  at: number;
  /** From here on it would tell what is over. */
  uselessAt: number;
  /** Of what it tells. */
  traceparent?: string | undefined;
};

/** Where the letters of a channel go. Handed over with `tx`: nothing is told that was not done. */
export type Post = {
  /** False: nothing reaches anybody that way. */
  readonly delivers: boolean;
  put(tx: Tx, letter: Letter): Promise<void>;
  /** What tells how far this order is, and waits, is true no more. */
  withdraw(tx: Tx, orderId: string): Promise<void>;
};

export type Posts = Readonly<Record<NotificationChannel, Post>>;

/** For a cafe that has no way to send anything yet. */
export const nowhere: Post = { delivers: false, put: async () => {}, withdraw: async () => {} };

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** A link that has run out, or a drink that was fetched long ago, is not worth being told any more. */
export const usefulMs: Record<Letter["about"], number> = {
  verify: 3 * dayMs,
  reset: 30 * minuteMs,
  "email-change": dayMs,
  "email-changed": 3 * dayMs,
  "password-changed": 3 * dayMs,
  "already-registered": 3 * dayMs,
  appointed: 3 * dayMs,
  deleted: 3 * dayMs,
  "order-paid": 3 * dayMs,
  "order-making": 15 * minuteMs,
  "order-ready": 120 * minuteMs,
};
