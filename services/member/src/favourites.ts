import { Refusal } from "@siren/contracts/refusal";
import type { FavouriteView, favouriteRequest } from "@siren/contracts/wallet";
import type { Tx } from "@siren/store/unit-of-work";
import type * as z from "zod/mini";
import type { MemberModels } from "./store.ts";
import type { FavouriteDoc } from "./wallet-store.ts";

export const mostFavourites = 30;

const shown = ({ favouriteId, name, storeId, lines, savedAt }: FavouriteDoc): FavouriteView => ({
  ...{ favouriteId, name, storeId, lines, savedAt },
});

export function createFavourites(models: MemberModels, now: () => number) {
  const idOf = (memberId: string, favouriteId: string) => `${memberId}/${favouriteId}`;
  return {
    async listOf(memberId: string): Promise<FavouriteView[]> {
      const docs: FavouriteDoc[] = await models.favourites.find({ memberId }).sort({ favouriteId: 1 }).lean();
      return docs.map(shown);
    },

    /** The last one that was saved under the name counts. */
    async save(
      { session }: Tx,
      memberId: string,
      favouriteId: string,
      cart: z.infer<typeof favouriteRequest>,
    ) {
      const doc: FavouriteDoc = {
        ...{ _id: idOf(memberId, favouriteId), memberId, favouriteId, savedAt: now() },
        ...cart,
      };
      const kept = await models.favourites.find({ memberId }, { _id: 1 }, { session }).lean();
      const isNew = !kept.some(({ _id }) => _id === doc._id);
      if (isNew && kept.length >= mostFavourites)
        throw new Refusal("BAD_REQUEST", `there are ${mostFavourites} already; one has to go first`);
      const { _id, ...rest } = doc;
      await models.favourites.updateOne({ _id }, { $set: rest }, { session, upsert: true });
      return { view: shown(doc), isNew };
    },

    /** What is not there is gone too. */
    async remove({ session }: Tx, memberId: string, favouriteId: string): Promise<null> {
      await models.favourites.deleteOne({ _id: idOf(memberId, favouriteId) }, { session });
      return null;
    },
  };
}

export type Favourites = ReturnType<typeof createFavourites>;
