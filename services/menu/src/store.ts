import type { MenuCategory, MenuItem, StoreProfile } from "@siren/contracts/menu";
import type { PictureView, PriceChange, Promotion } from "@siren/contracts/menu-desk";
import type { Store } from "@siren/store/open-store";
import { Schema } from "mongoose";

/** `sown`: which seed it is of, as long as nobody has written it since. */
export type StoreDoc = Omit<StoreProfile, "storeId"> & { _id: string; sown?: string };

/** A menu is published as a whole; the one with the highest version is what a store sells. */
export type MenuDoc = {
  _id: string;
  menuVersion: number;
  publishedAt: number;
  categories: MenuCategory[];
  items: MenuItem[];
  sown?: string;
};

/** Stays when it was published: `draftVersion` never counts back, so that nobody meets an old one again. */
export type DraftDoc = {
  _id: string;
  menuVersion: number;
  draftVersion: number;
  isEdited: boolean;
  categories: MenuCategory[];
  items: MenuItem[];
  /** Absent in what was written before anything could be kept beside the menu. */
  offMenu?: MenuItem[];
};

export type PriceChangeDoc = Omit<PriceChange, "changeId"> & { _id: string; changeId: string };
export type PromotionDoc = Omit<Promotion, "promotionId"> & { _id: string };
export type PictureDoc = {
  _id: string;
  mediaType: PictureView["type"];
  size: number;
  tag: string;
  bytes: Buffer;
};

const exact = { versionKey: false, strict: "throw", minimize: false } as const;

export function menuModels(store: Store) {
  const { Mixed } = Schema.Types;
  // The shapes inside are contracts', checked before they are written.
  const selling = { categories: [Mixed], items: [Mixed] };
  const stores = new Schema<StoreDoc>(
    {
      ...{ _id: String, name: Mixed, address: Mixed, lat: Number, lng: Number, week: [Mixed] },
      ...{ holidays: [Mixed], handOvers: [Mixed], lastOrderMinutes: Number, maxWaitMinutes: Number },
      ...{ version: Number, sown: String },
    },
    exact,
  );
  const menus = new Schema<MenuDoc>(
    { _id: String, menuVersion: Number, publishedAt: Number, ...selling, sown: String },
    exact,
  );
  const drafts = new Schema<DraftDoc>(
    {
      _id: String,
      menuVersion: Number,
      draftVersion: Number,
      isEdited: Boolean,
      offMenu: [Mixed],
      ...selling,
    },
    exact,
  );
  const priceChanges = new Schema<PriceChangeDoc>(
    {
      ...{ _id: String, changeId: String, storeId: String, at: Number, prices: [Mixed] },
      ...{ state: String, menuVersion: Number, missing: [Mixed] },
    },
    exact,
  ).index({ storeId: 1, at: -1 });
  const promotions = new Schema<PromotionDoc>(
    {
      ...{ _id: String, storeIds: [String], text: Mixed, fromAt: Number, untilAt: Number },
      ...{ hours: Mixed, words: [String], version: Number },
    },
    exact,
  ).index({ untilAt: 1 });
  const pictures = new Schema<PictureDoc>(
    { _id: String, mediaType: String, size: Number, tag: String, bytes: Buffer },
    exact,
  );
  return {
    stores: store.model("stores", stores),
    menus: store.model("menus", menus),
    drafts: store.model("drafts", drafts),
    priceChanges: store.model("price_changes", priceChanges),
    promotions: store.model("promotions", promotions),
    pictures: store.model("pictures", pictures),
  };
}

export type MenuModels = ReturnType<typeof menuModels>;
