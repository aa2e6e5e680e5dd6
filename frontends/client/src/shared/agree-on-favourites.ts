import { favouriteList } from "@siren/contracts/wallet";
import type { Api } from "@siren/web/api";
import { newKey } from "@siren/web/connections";
import { ApiProblem } from "@siren/web/failures";
import { type Favourites, type FavouritesKeeper, merged, settled } from "./favourites.ts";

const isAboutSession = ({ problem }: ApiProblem) => problem.status === 401 || problem.status === 403;

/** A tap that came while the last one was on its way is told by itself. */
const stillMeant = (before: Favourites, favouriteId: string, is: "saved" | "removed", wasTaken: boolean) =>
  before.untold.some((each) => each.favouriteId === favouriteId && each.is === is)
    ? settled(before, favouriteId, wasTaken)
    : before;

/** One after the other, in the order of the taps; what is not answered stays for the next time. */
async function tellMember(api: Api, keeper: FavouritesKeeper): Promise<void> {
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

type Agreeing = { api: Api; keeper: FavouritesKeeper; owner: string | null; signal: AbortSignal };

/** Until member knows what this phone knows, and the other way round; answers how many member has. */
export async function agreeOnFavourites({ api, keeper, owner, signal }: Agreeing): Promise<number> {
  for (;;) {
    await tellMember(api, keeper);
    const { body } = await api({ method: "GET", path: "/member/favourites", answer: favouriteList, signal });
    const isTheirs = keeper.get().owner === owner;
    if (isTheirs) keeper.change((before) => merged(before, body.favourites));
    // A tap that came while the first list was on its way: what is asked for already is not asked for again.
    if (!isTheirs || keeper.get().untold.length === 0) return body.favourites.length;
  }
}
