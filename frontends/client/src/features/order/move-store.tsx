import type { OrderView } from "@siren/contracts/order";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { FailureNote } from "@siren/web/ui/note";
import { useStoreOffers } from "../../shared/store-offer.ts";
import { StoreOffers } from "../../shared/store-offers.tsx";
import { useOrderText } from "./order-texts.ts";
import { useOrderTap } from "./use-order-tap.ts";

type Props = { order: OrderView; open: boolean; onClose: () => void };

/** The other stores that would make the same, with their minutes: the money stays as it is, so the price has to. */
export function MoveStore({ order, open, onClose }: Props) {
  const say = useOrderText();
  const move = useOrderTap(order.orderId, "move-store");
  const lines = order.lines.map(({ itemId, choices, quantity }) => ({
    ...{ itemId, quantity },
    choiceIds: choices.map(({ choiceId }) => choiceId),
  }));
  const { handOver, pickUpAt } = order;
  const cart = { lines, handOver, ...(pickUpAt !== null && { pickUpAt }) };
  const offers = useStoreOffers(cart, order.storeId, open);
  const off_krw = order.adjustments
    .filter(({ kind }) => kind === "coupon")
    .reduce((sum, { amount_krw }) => sum + amount_krw, 0);
  return (
    <Dialog open={open} title={say("moveStore")} onClose={onClose}>
      <p className="soft small">{say("moveLead")}</p>
      <StoreOffers
        offers={offers}
        // What a coupon took off is taken off there as well.
        total_krw={order.total_krw - off_krw}
        needsSamePrice
        words={say("moveHere")}
        busyWith={move.isPending ? move.variables?.storeId : undefined}
        onChoose={(storeId) => move.mutate({ storeId }, { onSuccess: onClose })}
      />
      {move.error ? <FailureNote error={move.error} /> : null}
      <div className="ui-dialog-actions">
        <Button look="quiet" onClick={onClose}>
          {say("close")}
        </Button>
      </div>
    </Dialog>
  );
}
