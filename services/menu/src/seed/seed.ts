import { Refusal } from "@siren/contracts/refusal";
import type { Catalogue } from "../catalogue.ts";
import { demoCategories, demoItems } from "./demo-menu.ts";
import { demoStores } from "./demo-stores.ts";

/** Whoever comes second, a replica or a restart, finds it there and leaves it as it is. */
async function unlessThere(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof Refusal && error.code === "VERSION_CONFLICT") && !isDuplicate(error)) throw error;
  }
}

const isDuplicate = (error: unknown) => error instanceof Error && "code" in error && error.code === 11000;

export async function seedDemo(catalogue: Catalogue): Promise<void> {
  for (const { storeId, ...profile } of demoStores) {
    await unlessThere(() => catalogue.putStore(storeId, { ...profile, expectedVersion: 0 }));
    const menu = { expectedVersion: 0, categories: demoCategories, items: demoItems };
    await unlessThere(() => catalogue.publish(storeId, menu));
  }
}
