import { callBoard } from "@siren/contracts/barista";
import type { OrderView } from "@siren/contracts/order";
import { askAgainMs } from "@siren/web/query-client";
import { useQuery } from "@tanstack/react-query";
import { isOver } from "../../shared/order-words.ts";
import { useServices } from "../../shared/services.ts";

/** The second road to READY: while order cannot be asked, the store's call board still knows. */
export function useOnCallBoard({ storeId, number, state }: OrderView, isWanted: boolean): boolean {
  const { api } = useServices();
  const { data } = useQuery({
    queryKey: ["call-board", storeId],
    enabled: isWanted && !isOver(state) && state !== "READY",
    refetchInterval: askAgainMs,
    async queryFn({ signal }) {
      const path = `/barista/stores/${encodeURIComponent(storeId)}/callboard`;
      return (await api({ method: "GET", path, answer: callBoard, signal })).body.entries;
    },
  });
  return isWanted && data?.some((each) => each.number === number && each.state === "READY") === true;
}
