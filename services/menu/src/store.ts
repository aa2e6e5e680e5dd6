import type { MenuCategory, MenuItem, StoreProfile } from "@siren/contracts/menu";
import type { Store } from "@siren/store/open-store";
import { Schema } from "mongoose";

export type StoreDoc = Omit<StoreProfile, "storeId"> & { _id: string };

/** A menu is published as a whole; the one with the highest version is what a store sells. */
export type MenuDoc = {
  _id: string;
  menuVersion: number;
  publishedAt: number;
  categories: MenuCategory[];
  items: MenuItem[];
};

const exact = { versionKey: false, strict: "throw", minimize: false } as const;

export function menuModels(store: Store) {
  const { Mixed } = Schema.Types;
  // The shapes inside are contracts', checked before they are written.
  const stores = new Schema<StoreDoc>(
    { _id: String, name: Mixed, address: Mixed, lat: Number, lng: Number, week: [Mixed], version: Number },
    exact,
  );
  const menus = new Schema<MenuDoc>(
    { _id: String, menuVersion: Number, publishedAt: Number, categories: [Mixed], items: [Mixed] },
    exact,
  );
  return { stores: store.model("stores", stores), menus: store.model("menus", menus) };
}

export type MenuModels = ReturnType<typeof menuModels>;
