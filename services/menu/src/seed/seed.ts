import { createHash } from "node:crypto";
import { Refusal } from "@siren/contracts/refusal";
import type { Catalogue, Sown } from "../catalogue.ts";
import { demoCategories, demoItems } from "./demo-menu.ts";
import { demoStores } from "./demo-stores.ts";

export type Seed = {
  stores: typeof demoStores;
  categories: typeof demoCategories;
  items: typeof demoItems;
};
export const demoSeed: Seed = { stores: demoStores, categories: demoCategories, items: demoItems };

const markOf = (what: unknown) => createHash("sha256").update(JSON.stringify(what)).digest("base64url");

/**
 * The version over which this seed is to be written, or null: what somebody has written since is theirs. A
 * first version without a mark is of a program that did not leave one yet.
 */
function versionToReplace(known: Sown | null, mark: string): number | null {
  if (known === null) return 0;
  const isUntouched = known.sown !== undefined || known.version === 1;
  return isUntouched && known.sown !== mark ? known.version : null;
}

/** Whoever comes second, a replica or a restart, finds it there and leaves it as it is. */
export async function unlessThere(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof Refusal && error.code === "VERSION_CONFLICT") && !isDuplicate(error)) throw error;
  }
}

const isDuplicate = (error: unknown) => error instanceof Error && "code" in error && error.code === 11000;

export async function seedDemo(catalogue: Catalogue, seed: Seed = demoSeed): Promise<void> {
  const { stores, categories, items } = seed;
  const menuMark = markOf({ categories, items });
  for (const { storeId, ...profile } of stores) {
    const mark = markOf(profile);
    const store = versionToReplace(await catalogue.sown("stores", storeId), mark);
    if (store !== null) {
      const draft = { ...profile, expectedVersion: store };
      await unlessThere(() => catalogue.putStore(storeId, draft, undefined, mark));
    }
    const menu = versionToReplace(await catalogue.sown("menus", storeId), menuMark);
    if (menu !== null) {
      const draft = { expectedVersion: menu, categories, items };
      await unlessThere(() => catalogue.publish(storeId, draft, undefined, menuMark));
    }
  }
}
