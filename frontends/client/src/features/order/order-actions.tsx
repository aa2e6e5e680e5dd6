import type { OrderView } from "@siren/contracts/order";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useState } from "react";
import { awaitsCard, mayCancel, mayGoToCounter, mayMove } from "../../shared/order-words.ts";
import { MoveStore } from "./move-store.tsx";
import { useOrderText } from "./order-texts.ts";
import { type Cancelling, useOrderTap } from "./use-order-tap.ts";

/** What can be done about an order that is not being made yet. */
export function OrderActions({ order, cancel }: { order: OrderView; cancel: Cancelling }) {
  const say = useOrderText();
  const [asks, setAsks] = useState<"cancel" | "move">();
  const isCancellable = mayCancel(order);
  return (
    <div className="stack">
      {awaitsCard(order) ? <CardSilent order={order} /> : null}
      {order.freeCancel && isCancellable ? <Note tone="warn">{say("freeCancel")}</Note> : null}
      <div className="order-actions">
        {mayMove(order) ? (
          <Button look="quiet" data-testid="move-store" onClick={() => setAsks("move")}>
            {say("moveStore")}
          </Button>
        ) : null}
        {isCancellable ? (
          <Button
            look="quiet"
            busy={cancel.isPending}
            data-testid="cancel-order"
            onClick={() => setAsks("cancel")}
          >
            {say(order.freeCancel ? "cancelFree" : "cancelOrder")}
          </Button>
        ) : null}
      </div>
      <Dialog open={asks === "cancel"} title={say("cancelSure")} onClose={() => setAsks(undefined)}>
        <p>{say(order.freeCancel ? "freeCancel" : "cancelText")}</p>
        <div className="ui-dialog-actions">
          <Button look="quiet" onClick={() => setAsks(undefined)}>
            {say("keepOrder")}
          </Button>
          <Button
            look="danger"
            data-testid="confirm-cancel"
            onClick={() => {
              setAsks(undefined);
              cancel.mutate(undefined);
            }}
          >
            {say("cancelOrder")}
          </Button>
        </div>
      </Dialog>
      <MoveStore order={order} open={asks === "move"} onClose={() => setAsks(undefined)} />
    </div>
  );
}

/** The card has not answered: the customer may wait, or go to the counter, which takes no coupons. */
function CardSilent({ order }: { order: OrderView }) {
  const say = useOrderText();
  const toCounter = useOrderTap(order.orderId, "pay-at-counter");
  const mayGo = mayGoToCounter(order);
  return (
    <section className="panel stack" role="status">
      <h2>{say("cardSilent")}</h2>
      <p>{say(mayGo ? "cardSilentText" : "cardSilentCoupon")}</p>
      {mayGo ? (
        <Button
          busy={toCounter.isPending}
          data-testid="switch-to-counter"
          onClick={() => toCounter.mutate(undefined)}
        >
          {say("switchToCounter")}
        </Button>
      ) : null}
      {toCounter.error ? <FailureNote error={toCounter.error} /> : null}
    </section>
  );
}
