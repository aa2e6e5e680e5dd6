import type { CardView } from "@siren/contracts/member";
import { newKey } from "@siren/web/connections";
import { memberOf } from "@siren/web/session";
import { storage } from "@siren/web/storage";
import { useQueryClient } from "@tanstack/react-query";
import { keys } from "./query-keys.ts";
import { type Services, useServices } from "./services.ts";
import { createTopUps, type TopUps } from "./top-up.ts";

export const ledgerKey = ["ledger"];

/** One keeper for a member and a page: a way to another screen and back meets the same wish. */
const keepers = new WeakMap<Services["api"], Map<string, TopUps>>();

export function useTopUps(memberId: string): TopUps {
  const { api, later, session } = useServices();
  const client = useQueryClient();
  const known = keepers.get(api) ?? new Map<string, TopUps>();
  keepers.set(api, known);
  let topUps = known.get(memberId);
  if (!topUps) {
    const onSettled = (card: CardView) => {
      // At once: until it is read anew, the old balance would ask for another top-up.
      client.setQueryData<CardView[]>([...keys.cards, memberId], (cards) =>
        cards?.map((each) => (each.cardId === card.cardId ? card : each)),
      );
      for (const queryKey of [keys.cards, ledgerKey, keys.mine(memberId, "coupons")])
        void client.invalidateQueries({ queryKey });
    };
    const isHere = () => memberOf(session.state.get())?.memberId === memberId;
    topUps = createTopUps(memberId, { api, newKey, later, onSettled, isHere, storage });
    known.set(memberId, topUps);
  }
  return topUps;
}
