import { storage as phone } from "@siren/web/storage";
import { useObservable } from "@siren/web/use-observable";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { agreeOnFavourites } from "./agree-on-favourites.ts";
import {
  createFavourites,
  favouriteIdOf,
  isFull,
  type Liked,
  ownedBy,
  withFavourite,
  withoutFavourite,
} from "./favourites.ts";
import { useServices } from "./services.ts";

const keeper = createFavourites(phone);
globalThis.addEventListener?.("storage", ({ key }: StorageEvent) => {
  if (key === null || key === "siren.favourites") keeper.reread();
});

const keys = { all: ["favourites"], of: (memberId: string | null) => ["favourites", memberId] };

/** The phone's copy at once, and member's own word as soon as it can be had. */
export function useFavourites() {
  const { api, session, now } = useServices();
  const client = useQueryClient();
  const state = useObservable(session.state);
  const owner = state.kind === "nobody" ? null : (state.member?.memberId ?? null);
  const isKnown = state.kind !== "starting";
  useEffect(() => {
    if (isKnown) keeper.change((before) => ownedBy(before, owner));
  }, [isKnown, owner]);
  const { favourites: kept, untold, owner: keptFor } = useObservable(keeper);
  // Whoever was here before is nobody's business, not for a moment either.
  const favourites = keptFor === owner ? kept : [];
  useQuery({
    queryKey: keys.of(owner),
    enabled: state.kind === "member" && keptFor === owner,
    queryFn: ({ signal }) => agreeOnFavourites({ api, keeper, owner, signal }),
  });
  const ask = () => void client.invalidateQueries({ queryKey: keys.all });

  return {
    favourites,
    /** Nobody is signed in: they live on this phone only. */
    isOnPhoneOnly: state.kind === "nobody",
    /** Liked while member was away: the account hears of it later. */
    hasUntold: state.kind !== "nobody" && untold.length > 0,
    has: (line: Liked["line"]) => {
      const wanted = favouriteIdOf(line);
      return favourites.some(({ favouriteId }) => favouriteId === wanted);
    },
    /** False where there is no room for more. */
    toggle(liked: Omit<Liked, "at">): boolean {
      const favouriteId = favouriteIdOf(liked.line);
      const isThere = keeper.get().favourites.some((each) => each.favouriteId === favouriteId);
      if (!isThere && isFull(keeper.get())) return false;
      keeper.change((before) =>
        isThere ? withoutFavourite(before, favouriteId) : withFavourite(before, { ...liked, at: now() }),
      );
      ask();
      return true;
    },
  };
}
