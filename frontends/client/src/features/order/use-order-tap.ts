import { type OrderView, orderView } from "@siren/contracts/order";
import { newKey } from "@siren/web/connections";
import { ApiProblem } from "@siren/web/failures";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { asOwner } from "../../shared/guest-orders.ts";
import { showOrder } from "../../shared/order-queries.ts";
import { keys } from "../../shared/query-keys.ts";
import { useServices } from "../../shared/services.ts";
import { wishKey } from "../../shared/wish-key.ts";

const patienceMs = 15_000;

type OrderTap = "cancel" | "pay-at-counter" | "picked-up" | "move-store";

/** A tap that changes the order: one key until it is answered, also over a reload. */
export function useOrderTap(orderId: string, what: OrderTap) {
  const { api } = useServices();
  const client = useQueryClient();
  return useMutation<OrderView, unknown, { storeId: string } | undefined>({
    async mutationFn(body) {
      const path = `/order/orders/${encodeURIComponent(orderId)}/${what}`;
      const wish = wishKey(`${what}.${orderId}.${body?.storeId ?? ""}`, newKey);
      try {
        const answer = await api({
          ...{ method: "POST", path, answer: orderView, key: wish.key, retryForMs: patienceMs },
          ...(body && { body }),
          ...asOwner(orderId),
        });
        wish.done();
        return answer.body;
      } catch (error) {
        if (error instanceof ApiProblem) wish.done();
        throw error;
      }
    },
    onSuccess: (order) => showOrder(client, order),
    // Refused because it moved on meanwhile: show where it is now.
    onError: () => client.invalidateQueries({ queryKey: keys.order(orderId) }),
  });
}

/** Held by the whole screen: how it ended is told even when what was tapped has gone by then. */
export type Cancelling = ReturnType<typeof useOrderTap>;
