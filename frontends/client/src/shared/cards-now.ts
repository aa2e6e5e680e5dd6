import { isOutOfReach } from "@siren/web/failures";
import { useCards } from "./queries.ts";
import { useSession } from "./services.ts";

/** The cards as they are now: a balance of a while ago is not shown, for it may be wrong by a coffee. */
export function useCardsNow() {
  const { data, error } = useCards();
  const isAway = useSession().kind === "outage" || isOutOfReach(error);
  return { cards: isAway ? undefined : data, isAway, error: isAway ? null : error };
}
