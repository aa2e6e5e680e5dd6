import { Refusal } from "@siren/contracts/refusal";
import type { Key } from "./keyed-write.ts";

type Caller = { sub: string; roles: readonly string[]; stores: readonly string[] };

export const managers = { roles: ["manager", "ops"] } as const;

export function onlyOfStore({ roles, stores }: Caller, storeId: string): void {
  if (!roles.includes("ops") && !stores.includes(storeId)) throw new Refusal("WRONG_STORE");
}

/** What concerns every store is for ops alone. */
export const onlyOfStores = (caller: Caller) => (storeIds: readonly string[]) => {
  if (storeIds.length === 0 && !caller.roles.includes("ops")) throw new Refusal("WRONG_STORE");
  for (const storeId of storeIds) onlyOfStore(caller, storeId);
};

export const keyOf = (c: { caller: Caller; key: string | undefined }, what: string): Key => ({
  scope: `menu.${what}:${c.caller.sub}`,
  key: c.key ?? "",
});
