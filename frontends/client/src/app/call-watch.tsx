import { type CallBoard, callBoard } from "@siren/contracts/barista";
import { askAgainMs } from "@siren/web/query-client";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { calledOrders } from "../shared/called-orders.ts";
import { useOrders } from "../shared/queries.ts";
import { useServices } from "../shared/services.ts";
import { awaited, calledBy } from "./on-call-board.ts";

/** The second road to READY: while order cannot be asked, the stores' call boards still know. */
export function CallWatch() {
  const { api, now, ringOnce } = useServices();
  const { data: orders = [] } = useOrders();
  const waiting = awaited(orders, now());
  const storeIds = [...new Set(waiting.map(({ storeId }) => storeId))];
  const { data: boards = [] } = useQuery({
    queryKey: ["call-boards", storeIds],
    enabled: storeIds.length > 0,
    refetchInterval: askAgainMs,
    async queryFn({ signal }): Promise<CallBoard[]> {
      const asked = storeIds.map((storeId) => {
        const path = `/barista/stores/${encodeURIComponent(storeId)}/callboard`;
        return api({ method: "GET", path, answer: callBoard, signal });
      });
      const answers = await Promise.allSettled(asked);
      return answers.flatMap((each) => (each.status === "fulfilled" ? [each.value.body] : []));
    },
  });
  const called = calledBy(boards, waiting).join();
  useEffect(() => {
    const orderIds = called === "" ? [] : called.split(",");
    calledOrders.set(orderIds);
    for (const orderId of orderIds) ringOnce(`called:${orderId}`, 1);
  }, [called, ringOnce]);
  useEffect(() => () => calledOrders.set([]), []);
  return null;
}
