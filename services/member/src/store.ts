import type { Role } from "@siren/contracts/roles";
import type { Store } from "@siren/store/open-store";
import { Schema } from "mongoose";
import { accountModels } from "./account-store.ts";
import { notificationModels } from "./notifications/notification-store.ts";
import { walletModels } from "./wallet-store.ts";

export type MemberDoc = {
  _id: string;
  /** Without an `@` it stands for "none": who came by a provider that told none, or is gone. */
  email: string;
  /** Null: there is no password, another way in is linked. */
  passwordHash: string | null;
  nickname: string;
  roles: Role[];
  stores: string[];
  /** When it was shown that the address is theirs; not there in accounts from before that was asked. */
  verifiedAt?: number | null;
  /** What the staff types at a shared tablet, hashed. */
  pinHash?: string | null;
  /** When its owner was last written to because somebody registered their address anew. */
  toldOfRegisteringAt?: number | null;
  /** Set on what is left of an account when its owner has left. */
  deletedAt?: number | null;
  /** Tokens from before this moment are worth nothing. */
  notBefore: number;
  version: number;
  createdAt: number;
};

export type SessionDoc = {
  _id: string;
  memberId: string;
  currentHash: string;
  previousHash: string | null;
  rotatedAt: number;
  /** When a password or a provider was last asked; not there in sessions from before that was noted. */
  signedInAt?: number;
  expiresAt: Date;
};

/** What a card has is the balance of its accounts; here is only what is said about the card itself. */
export type CardDoc = {
  _id: string;
  memberId: string;
  locked: boolean;
  settledTopUps: number;
  /** What was ever topped up, taken and given back, counted beside the ledger; from before, until a migration. */
  toppedUp_krw?: number;
  captured_krw?: number;
  refunded_krw?: number;
  /** Counts the card's own events, so that a consumer sees a gap. */
  version: number;
};

export type AccountDoc = {
  _id: string;
  balance_krw: number;
  /** How many postings were counted; not there in accounts from before. */
  postings?: number;
};

/** `n` counts the account's postings and `after_krw` is what it had after it: a chain, in which nothing can be missing. */
export type Posting = { account: string; amount_krw: number; n?: number; after_krw?: number };
export type JournalKind = "top-up" | "hold" | "capture" | "release" | "refund" | "shortfall" | "settle";
export type JournalDoc = {
  _id: string;
  cardId: string;
  at: number;
  kind: JournalKind;
  orderId: string | null;
  /** `kind/part` of an order happens once; a top-up's reference is its key. */
  reference: string;
  postings: Posting[];
};

/** The order was picked up: what its stars are counted from, and how many they are now. */
export type VisitDoc = { at: number; ownCups: number; isVisit: boolean; stars: number };

export type HoldDoc = {
  _id: string;
  memberId: string;
  cardId: string;
  /** 0 for a tombstone: it was released before it was placed. */
  amount_krw: number;
  state: "PLACED" | "CAPTURED" | "RELEASED";
  held_krw: number;
  captured_krw: number;
  refunded_krw: number;
  /** What the card could not pay when it was captured, less what was paid since. */
  owed_krw: number;
  captures: number;
  /** Absent from a hold that is older than coupons; null once it was given back. */
  couponId?: string | null;
  visit?: VisitDoc | null;
  version: number;
  changedAt: number;
};

/** Codes with which the first ops account may be made, as hashes: each replica of an empty store adds one. */
export type FirstOpsDoc = { _id: "first-ops"; codeHashes: string[] };

export type TopUpDoc = {
  _id: string;
  memberId: string;
  cardId: string;
  key: string;
  amount_krw: number;
  paymentToken: string;
  state: "PENDING" | "SETTLED" | "DECLINED";
  createdAt: number;
};

const exact = { versionKey: false, strict: "throw", minimize: false } as const;

/** Models over one open store; the schema says which fields there are, the types above what they mean. */
export function memberModels(store: Store) {
  const members = new Schema<MemberDoc>(
    {
      _id: String,
      email: String,
      passwordHash: String,
      nickname: String,
      roles: [String],
      stores: [String],
      verifiedAt: Number,
      pinHash: String,
      toldOfRegisteringAt: Number,
      deletedAt: Number,
      notBefore: Number,
      version: Number,
      createdAt: Number,
    },
    exact,
  )
    .index({ email: 1 }, { unique: true })
    .index({ stores: 1 });

  const sessions = new Schema<SessionDoc>(
    {
      _id: String,
      memberId: String,
      currentHash: String,
      previousHash: String,
      rotatedAt: Number,
      signedInAt: Number,
      expiresAt: Date,
    },
    exact,
  )
    .index({ memberId: 1 })
    .index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

  const cards = new Schema<CardDoc>(
    {
      ...{ _id: String, memberId: String, locked: Boolean, settledTopUps: Number, version: Number },
      ...{ toppedUp_krw: Number, captured_krw: Number, refunded_krw: Number },
    },
    exact,
  ).index({ memberId: 1 });

  const accounts = new Schema<AccountDoc>({ _id: String, balance_krw: Number, postings: Number }, exact);

  const journals = new Schema<JournalDoc>(
    {
      _id: String,
      cardId: String,
      at: Number,
      kind: String,
      orderId: String,
      reference: String,
      postings: [{ _id: false, account: String, amount_krw: Number, n: Number, after_krw: Number }],
    },
    exact,
  )
    .index({ reference: 1 }, { unique: true })
    .index({ cardId: 1, _id: -1 })
    .index({ at: 1, _id: 1 });

  const holds = new Schema<HoldDoc>(
    {
      _id: String,
      memberId: String,
      cardId: String,
      amount_krw: Number,
      state: String,
      held_krw: Number,
      captured_krw: Number,
      refunded_krw: Number,
      owed_krw: Number,
      captures: Number,
      couponId: String,
      visit: { type: Schema.Types.Mixed },
      version: Number,
      changedAt: Number,
    },
    exact,
  )
    .index({ changedAt: 1, _id: 1 })
    .index({ cardId: 1, state: 1 })
    .index({ couponId: 1 }, { partialFilterExpression: { couponId: { $type: "string" } } });

  const topUps = new Schema<TopUpDoc>(
    {
      _id: String,
      memberId: String,
      cardId: String,
      key: String,
      amount_krw: Number,
      paymentToken: String,
      state: String,
      createdAt: Number,
    },
    exact,
  ).index({ memberId: 1, key: 1 }, { unique: true });

  const firstOps = new Schema<FirstOpsDoc>({ _id: String, codeHashes: [String] }, exact);

  return {
    ...walletModels(store),
    ...accountModels(store),
    ...notificationModels(store),
    firstOps: store.model("first_ops", firstOps),
    members: store.model("members", members),
    sessions: store.model("sessions", sessions),
    cards: store.model("cards", cards),
    accounts: store.model("accounts", accounts),
    journals: store.model("journals", journals),
    holds: store.model("holds", holds),
    topUps: store.model("top_ups", topUps),
  };
}

export type MemberModels = ReturnType<typeof memberModels>;
