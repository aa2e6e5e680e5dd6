import type { Mail } from "@siren/contracts/accounts";
import type { Store } from "@siren/store/open-store";
import { Schema } from "mongoose";

/** Wrong tries of one account from one place, or of one account from everywhere; `_id` is their hash. */
export type TriesDoc = { _id: string; fails: number; waitUntil: number; expiresAt: Date };

export type LinkKind = "verify" | "reset" | "email-change";
/** `_id` is the hash of what the link carries. */
export type LinkDoc = { _id: string; kind: LinkKind; memberId: string; address: string; expiresAt: Date };

export type MailDoc = Omit<Mail, "mailId"> & { _id: string; expiresAt: Date };

/** `provider:subject` of somebody else's sign-in, and whose it is here. */
export type IdentityDoc = { _id: string; provider: string; memberId: string; linkedAt: number };

/** A sign-in on its way through a provider; `_id` is the hash of its state. */
export type OidcFlowDoc = {
  _id: string;
  provider: string;
  /** Hash of the cookie of the browser that set out. */
  browserHash: string;
  nonce: string;
  verifier: string;
  /** Set when somebody who is signed in links a provider to the account. */
  linkTo: string | null;
  expiresAt: Date;
};

/** Somebody came by a provider with the address of an account: its owner has to say yes, signed in. */
export type OidcOfferDoc = {
  _id: string;
  identityId: string;
  provider: string;
  memberId: string;
  expiresAt: Date;
};

/** A key that signs tokens; the private half is sealed with a key that the store does not have. */
export type TokenKeyDoc = { _id: string; sealed: string; publicKey: string; signsFrom: number };

const exact = { versionKey: false, strict: "throw", minimize: false } as const;
const forgotten = { expireAfterSeconds: 0 } as const;

/** What accounts need beside the member: tries, links, messages, other ways in, keys. */
export function accountModels(store: Store) {
  const tries = new Schema<TriesDoc>(
    { _id: String, fails: Number, waitUntil: Number, expiresAt: Date },
    exact,
  ).index({ expiresAt: 1 }, forgotten);

  const links = new Schema<LinkDoc>(
    { _id: String, kind: String, memberId: String, address: String, expiresAt: Date },
    exact,
  )
    .index({ memberId: 1, kind: 1 })
    .index({ expiresAt: 1 }, forgotten);

  const mails = new Schema<MailDoc>(
    {
      ...{ _id: String, channel: String, to: String, about: String, subject: String, text: String },
      ...{ html: String, at: Number, expiresAt: Date },
    },
    exact,
  )
    .index({ at: -1 })
    .index({ expiresAt: 1 }, forgotten);

  const identities = new Schema<IdentityDoc>(
    { _id: String, provider: String, memberId: String, linkedAt: Number },
    exact,
  ).index({ memberId: 1 });

  const oidcFlows = new Schema<OidcFlowDoc>(
    {
      _id: String,
      provider: String,
      browserHash: String,
      nonce: String,
      verifier: String,
      linkTo: String,
      expiresAt: Date,
    },
    exact,
  ).index({ expiresAt: 1 }, forgotten);

  const oidcOffers = new Schema<OidcOfferDoc>(
    { _id: String, identityId: String, provider: String, memberId: String, expiresAt: Date },
    exact,
  ).index({ expiresAt: 1 }, forgotten);

  const tokenKeys = new Schema<TokenKeyDoc>(
    { _id: String, sealed: String, publicKey: String, signsFrom: Number },
    exact,
  );

  return {
    tries: store.model("tries", tries),
    links: store.model("links", links),
    mails: store.model("mails", mails),
    identities: store.model("identities", identities),
    oidcFlows: store.model("oidc_flows", oidcFlows),
    oidcOffers: store.model("oidc_offers", oidcOffers),
    tokenKeys: store.model("token_keys", tokenKeys),
  };
}
