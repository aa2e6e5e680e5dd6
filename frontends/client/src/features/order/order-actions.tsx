import { type OrderView, orderView } from "@siren/contracts/order";
import { newKey } from "@siren/web/connections";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { FailureNote } from "@siren/web/ui/note";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { awaitsCard, mayCancel } from "../../shared/order-words.ts";
import { keys, showOrder } from "../../shared/queries.ts";
import { useServices } from "../../shared/services.ts";
import { useText } from "../../shared/texts.ts";

const patienceMs = 15_000;

/** A tap that changes the order: one key for as long as it is tried. */
function useOrderTap(orderId: string, what: "cancel" | "pay-at-counter") {
  const { api } = useServices();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const path = `/order/orders/${encodeURIComponent(orderId)}/${what}`;
      const call = {
        method: "POST",
        path,
        answer: orderView,
        key: newKey(),
        retryForMs: patienceMs,
      } as const;
      return (await api(call)).body;
    },
    onSuccess: (order) => showOrder(client, order),
    // Refused because it moved on meanwhile: show where it is now.
    onError: () => client.invalidateQueries({ queryKey: keys.order(orderId) }),
  });
}

export function OrderActions({ order }: { order: OrderView }) {
  const say = useText();
  const [asks, setAsks] = useState(false);
  const cancel = useOrderTap(order.orderId, "cancel");
  const toCounter = useOrderTap(order.orderId, "pay-at-counter");
  return (
    <>
      {awaitsCard(order) ? (
        <section className="panel stack">
          <h2>{say("cardSilent")}</h2>
          <p>{say("cardSilentText")}</p>
          <Button
            busy={toCounter.isPending}
            data-testid="switch-to-counter"
            onClick={() => toCounter.mutate()}
          >
            {say("switchToCounter")}
          </Button>
        </section>
      ) : null}
      {toCounter.error ? <FailureNote error={toCounter.error} /> : null}
      {mayCancel(order) ? (
        <Button look="quiet" busy={cancel.isPending} data-testid="cancel-order" onClick={() => setAsks(true)}>
          {say("cancelOrder")}
        </Button>
      ) : null}
      {cancel.error ? <FailureNote error={cancel.error} /> : null}
      <Dialog open={asks} title={say("cancelSure")} onClose={() => setAsks(false)}>
        <p>{say("cancelText")}</p>
        <div className="ui-dialog-actions">
          <Button look="quiet" onClick={() => setAsks(false)}>
            {say("keepOrder")}
          </Button>
          <Button
            look="danger"
            data-testid="confirm-cancel"
            onClick={() => {
              setAsks(false);
              cancel.mutate();
            }}
          >
            {say("cancelOrder")}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
