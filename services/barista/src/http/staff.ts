import type { Caller } from "@siren/chassis/identity/caller";
import { slug } from "@siren/contracts/ids";
import { Refusal } from "@siren/contracts/refusal";
import * as z from "zod/mini";

/** The shift goes on while member is away; what a manager alone may read waits for it. */
export const staff = { roles: ["barista", "manager"], byPass: true } as const;
export const ofStore = z.object({ store: slug });

export function onlyOwnStore(caller: Caller, storeId: string): void {
  if (!caller.stores.includes(storeId)) throw new Refusal("WRONG_STORE");
}
