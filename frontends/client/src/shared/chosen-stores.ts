import { slug } from "@siren/contracts/ids";
import { type KeptStorage, storage as phone, readJson } from "@siren/web/storage";
import * as z from "zod/mini";

/** The store whose menu was opened last. The menu writes it once there is one. */
export const lastStoreKeptAs = "siren.store";
const meantKeptAs = "siren.stores-meant";
const most = 12;
const list = z.array(slug);

export function lastStore(storage: KeptStorage = phone): string | null {
  const found = slug.safeParse(storage.getItem(lastStoreKeptAs));
  return found.success ? found.data : null;
}

/** The stores where this browser's people put something into the cart, the latest first. */
export function meantStores(storage: KeptStorage = phone): string[] {
  const found = list.safeParse(readJson(storage, meantKeptAs));
  return found.success ? found.data.slice(0, most) : [];
}

export function meanStore(storeId: string, storage: KeptStorage = phone): void {
  const stores = [storeId, ...meantStores(storage).filter((each) => each !== storeId)].slice(0, most);
  storage.setItem(meantKeptAs, JSON.stringify(stores));
}
