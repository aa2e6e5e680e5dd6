import { newKey } from "@siren/web/connections";
import { storage } from "@siren/web/storage";
import { useQueryClient } from "@tanstack/react-query";
import { keys } from "../../shared/queries.ts";
import { type Services, useServices } from "../../shared/services.ts";
import { createTopUps, type TopUps } from "../../shared/top-up.ts";
import { ledgerKey } from "./ledger-lines.ts";

/** One keeper for a member and a page: a way to another screen and back meets the same wish. */
const keepers = new WeakMap<Services["api"], Map<string, TopUps>>();

export function useTopUps(memberId: string): TopUps {
  const { api, later } = useServices();
  const client = useQueryClient();
  const known = keepers.get(api) ?? new Map<string, TopUps>();
  keepers.set(api, known);
  let topUps = known.get(memberId);
  if (!topUps) {
    const onSettled = () => {
      for (const queryKey of [keys.cards, ledgerKey, keys.mine(memberId, "coupons")])
        void client.invalidateQueries({ queryKey });
    };
    topUps = createTopUps(memberId, { api, newKey, later, onSettled, storage });
    known.set(memberId, topUps);
  }
  return topUps;
}
