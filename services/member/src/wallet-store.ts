import type { CartLine } from "@siren/contracts/order";
import type { couponKinds, starEntry } from "@siren/contracts/wallet";
import type { Store } from "@siren/store/open-store";
import { Schema } from "mongoose";
import type * as z from "zod/mini";

export type CouponKind = (typeof couponKinds)[number];
export type CouponDoc = {
  _id: string;
  memberId: string;
  kind: CouponKind;
  /** What it was given for; given once for it. */
  reference: string;
  state: "AVAILABLE" | "USED";
  /** The one order that has it. */
  orderId: string | null;
  grantedAt: number;
  expiresAt: number;
  version: number;
};

export type StarAccountDoc = {
  _id: string;
  stars: number;
  /** How many coupons were made of stars. */
  coupons: number;
  earned: { year: number; stars: number }[];
  lastVisitAt: number;
  birthday: string | null;
  version: number;
};

export type StarEntryDoc = Omit<z.infer<typeof starEntry>, "entryId"> & { _id: string; memberId: string };

export type FavouriteDoc = {
  _id: string;
  memberId: string;
  favouriteId: string;
  name: string;
  storeId: string | null;
  lines: CartLine[];
  savedAt: number;
};

const exact = { versionKey: false, strict: "throw", minimize: false } as const;

export function walletModels(store: Store) {
  const coupons = new Schema<CouponDoc>(
    {
      ...{ _id: String, memberId: String, kind: String, reference: String, state: String },
      ...{ orderId: String, grantedAt: Number, expiresAt: Number, version: Number },
    },
    exact,
  )
    .index({ reference: 1 }, { unique: true })
    // An order has one coupon at most; that a coupon has one order at most is its own single field.
    .index({ orderId: 1 }, { unique: true, partialFilterExpression: { orderId: { $type: "string" } } })
    .index({ memberId: 1, _id: -1 });

  const starAccounts = new Schema<StarAccountDoc>(
    {
      ...{ _id: String, stars: Number, coupons: Number, lastVisitAt: Number, birthday: String },
      earned: [{ _id: false, year: Number, stars: Number }],
      version: Number,
    },
    exact,
  );

  const starEntries = new Schema<StarEntryDoc>(
    { _id: String, memberId: String, at: Number, stars: Number, because: String, subject: String },
    exact,
  ).index({ memberId: 1, _id: -1 });

  const favourites = new Schema<FavouriteDoc>(
    {
      ...{ _id: String, memberId: String, favouriteId: String, name: String, storeId: String },
      ...{ lines: [Schema.Types.Mixed], savedAt: Number },
    },
    exact,
  ).index({ memberId: 1, favouriteId: 1 });

  return {
    coupons: store.model("coupons", coupons),
    starAccounts: store.model("star_accounts", starAccounts),
    starEntries: store.model("star_entries", starEntries),
    favourites: store.model("favourites", favourites),
  };
}
