import { type FavouriteView, favouriteView } from "@siren/contracts/wallet";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useServices } from "../../shared/services.ts";
import { useMineChanged } from "./mine.ts";

const patience = { retryForMs: 8_000 };

/** Saved anew under the same id, or taken away; each with a key of its own. */
export function useFavouriteWrites() {
  const { api } = useServices();
  const { reread } = useMineChanged();
  const client = useQueryClient();
  const onSettled = () => {
    reread("favourites");
    // The menu has its own copy of them.
    void client.invalidateQueries({ queryKey: ["favourites"] });
  };
  const pathOf = ({ favouriteId }: FavouriteView) => `/member/favourites/${favouriteId}`;
  const save = useMutation({
    mutationFn: ({ favourite, key }: { favourite: FavouriteView; key: string }) => {
      const { name, storeId, lines } = favourite;
      const body = { name, storeId, lines };
      return api({ ...patience, method: "PUT", path: pathOf(favourite), answer: favouriteView, body, key });
    },
    onSettled,
  });
  const remove = useMutation({
    mutationFn: ({ favourite, key }: { favourite: FavouriteView; key: string }) =>
      api({ ...patience, method: "DELETE", path: pathOf(favourite), answer: null, key }),
    onSettled,
  });
  return { save, remove };
}
