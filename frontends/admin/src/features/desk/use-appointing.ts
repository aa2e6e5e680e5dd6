import type { StaffView } from "@siren/contracts/accounts";
import { useStores } from "../../shared/queries.ts";
import { useMember } from "../../shared/services.ts";

/** Whom one may give a post, and where, as the server has it: ops anybody, managers those of their own stores. */
export function useAppointing() {
  const me = useMember();
  const stores = useStores();
  const isOps = me?.roles.includes("ops") ?? false;
  const own = isOps ? (stores.data ?? []).map(({ storeId }) => storeId) : (me?.stores ?? []);
  /** Told at once, not after a form was filled in. */
  const whyNot = ({ memberId, roles, stores }: StaffView): "notOwn" | "elsewhereToo" | "isOps" | null => {
    if (memberId === me?.memberId) return "notOwn";
    if (isOps) return null;
    if (roles.includes("ops")) return "isOps";
    return stores.some((each) => !own.includes(each)) ? "elsewhereToo" : null;
  };
  return { own, whyNot, meId: me?.memberId };
}
