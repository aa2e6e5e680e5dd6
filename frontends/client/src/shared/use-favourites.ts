import { favouriteList } from "@siren/contracts/wallet";
import { newKey } from "@siren/web/connections";
import { ApiProblem } from "@siren/web/failures";
import { storage as phone } from "@siren/web/storage";
import { useObservable } from "@siren/web/use-observable";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import {
  createFavourites,
  type Favourites,
  favouriteIdOf,
  isFull,
  type Liked,
  merged,
  ownedBy,
  settled,
  withFavourite,
  withoutFavourite,
} from "./favourites.ts";
import { useServices } from "./services.ts";

const keeper = createFavourites(phone);
globalThis.addEventListener?.("storage", ({ key }: StorageEvent) => {
  if (key === null || key === "siren.favourites") keeper.reread();
});

const keys = { all: ["favourites"], of: (memberId: string | null) => ["favourites", memberId] };

type Services = ReturnType<typeof useServices>;

/** One after the other, in the order of the taps; what is not answered stays for the next time. */
async function tellMember(api: Services["api"]): Promise<void> {
  for (const { favouriteId, is } of keeper.get().untold) {
    const favourite = keeper.get().favourites.find((each) => each.favouriteId === favouriteId);
    const path = `/member/favourites/${favouriteId}`;
    try {
      if (is === "removed") await api({ method: "DELETE", path, answer: null, key: newKey() });
      else if (favourite) {
        const { name, storeId, lines } = favourite;
        await api({ method: "PUT", path, answer: null, body: { name, storeId, lines }, key: newKey() });
      }
      keeper.change((before) => stillMeant(before, favouriteId, is, true));
    } catch (error) {
      const isRefused = error instanceof ApiProblem && error.problem.status < 429 && !isAboutSession(error);
      if (!isRefused) throw error;
      keeper.change((before) => stillMeant(before, favouriteId, is, false));
    }
  }
}

const isAboutSession = ({ problem }: ApiProblem) => problem.status === 401 || problem.status === 403;

/** A tap that came while the last one was on its way is told by itself. */
const stillMeant = (before: Favourites, favouriteId: string, is: "saved" | "removed", wasTaken: boolean) =>
  before.untold.some((each) => each.favouriteId === favouriteId && each.is === is)
    ? settled(before, favouriteId, wasTaken)
    : before;

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
    async queryFn({ signal }) {
      await tellMember(api);
      const { body } = await api({
        method: "GET",
        path: "/member/favourites",
        answer: favouriteList,
        signal,
      });
      keeper.change((before) => (before.owner === owner ? merged(before, body.favourites) : before));
      return body.favourites.length;
    },
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
