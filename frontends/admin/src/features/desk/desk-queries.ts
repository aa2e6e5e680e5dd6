import { type StoreProfile, storeProfile } from "@siren/contracts/menu";
import { type MenuDesk, menuDesk } from "@siren/contracts/menu-desk";
import { isOutOfReach } from "@siren/web/failures";
import { askAgainMs } from "@siren/web/query-client";
import { useObservable } from "@siren/web/use-observable";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useServices } from "../../shared/services.ts";
import { isConflict, useKeyedSend } from "./use-keyed-send.ts";

/** What other managers do is seen within this time. */
const lookAgainMs = 30_000;
/** For so long the gateway may give the menu and the stores that it has just given to somebody else. */
const gatewayKeepsMs = 2_500;

export const storePath = (storeId: string) => `/menu/stores/${encodeURIComponent(storeId)}`;
/** Where a part of the desk is, whichever part one is at. */
export const deskAt = (storeId: string, part: string) =>
  `/stores/${encodeURIComponent(storeId)}/desk/${part}`;
export const staffKey = (storeId: string) => ["desk", storeId, "staff"];
export const draftKey = (storeId: string) => ["desk", storeId, "draft"];

/** Whether nothing can be written to the menu's service just now. */
export function useMenuAway(): "menu" | "gateway" | null {
  const { health } = useServices();
  const troubles = useObservable(health.troubles);
  if (troubles.gateway) return "gateway";
  return troubles.menu ? "menu" : null;
}

function useLookAgain() {
  const away = useMenuAway();
  return ({ state }: { state: { error: unknown } }) =>
    away !== null || isOutOfReach(state.error) ? askAgainMs : lookAgainMs;
}

export function useDraft(storeId: string) {
  const { api } = useServices();
  return useQuery({
    queryKey: draftKey(storeId),
    refetchInterval: useLookAgain(),
    queryFn: async ({ signal }) =>
      (await api({ method: "GET", path: `${storePath(storeId)}/draft`, answer: menuDesk, signal })).body,
  });
}

export function useProfile(storeId: string) {
  const { api, later } = useServices();
  const client = useQueryClient();
  const queryKey = ["desk", storeId, "profile"];
  const query = useQuery({
    queryKey,
    refetchInterval: useLookAgain(),
    queryFn: async ({ signal }) =>
      (await api({ method: "GET", path: storePath(storeId), answer: storeProfile, signal })).body,
  });
  const lookNow = () => void client.invalidateQueries({ queryKey });
  /** Somebody was first: their version is fetched, once more when the gateway's copy is over. */
  const lookAgain = () => {
    lookNow();
    later(gatewayKeepsMs, lookNow);
  };
  const put = (fresh: StoreProfile) => void client.setQueryData(queryKey, fresh);
  return { ...query, lookAgain, put };
}

/** A form over a store's profile, which several forms write in parts. */
export type ProfileProps = { storeId: string; profile: StoreProfile } & Pick<
  ReturnType<typeof useProfile>,
  "put" | "lookAgain"
>;

/**
 * Writes over the draft. Where somebody else wrote meanwhile, but not what this is about, it goes once more over their
 * version: nobody's work is lost by that.
 */
export function useDraftWrite(storeId: string) {
  const send = useKeyedSend();
  const client = useQueryClient();
  const { api } = useServices();
  type Wish = { method: "PUT" | "DELETE"; path: string; body?: object };
  return async (
    seen: MenuDesk,
    wishOver: (draftVersion: number) => Wish,
    isUntouched: (fresh: MenuDesk) => boolean,
  ): Promise<MenuDesk> => {
    const write = async (draftVersion: number) => {
      const fresh = await send({ ...wishOver(draftVersion), answer: menuDesk });
      client.setQueryData(draftKey(storeId), fresh);
      return fresh;
    };
    try {
      return await write(seen.draftVersion);
    } catch (error) {
      if (!isConflict(error)) throw error;
      const path = `${storePath(storeId)}/draft`;
      const { body: fresh } = await api({ method: "GET", path, answer: menuDesk });
      client.setQueryData(draftKey(storeId), fresh);
      if (!isUntouched(fresh)) throw error;
      return write(fresh.draftVersion);
    }
  };
}

export const itemOf = ({ items }: Pick<MenuDesk, "items">, itemId: string) =>
  items.find((item) => item.itemId === itemId);

/** What one item, on the menu or beside it, was when it was looked at. */
export const untouched = (seen: MenuDesk, itemId: string) => {
  const wordOf = (desk: MenuDesk) =>
    JSON.stringify([itemOf(desk, itemId), itemOf({ items: desk.offMenu }, itemId)]);
  const before = wordOf(seen);
  return (fresh: MenuDesk) => wordOf(fresh) === before;
};
