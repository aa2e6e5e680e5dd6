import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { meanStore } from "../../shared/chosen-stores.ts";
import { useServices } from "../../shared/services.ts";
import { useStoreOffers } from "../../shared/store-offer.ts";
import { StoreOffers } from "../../shared/store-offers.tsx";
import { useCheckoutText } from "./checkout-texts.ts";
import type { useCheckout } from "./use-checkout.ts";

type Props = { open: boolean; checkout: ReturnType<typeof useCheckout>; onClose: () => void };

/** The same cart at another store, with what it would cost and take there. */
export function OtherStores({ open, checkout, onClose }: Props) {
  const say = useCheckoutText();
  const { cart, wish: wishes } = useServices();
  const { storeId, lines, handOver, pickUpAt, total_krw } = checkout;
  const wish = { lines, handOver, ...(pickUpAt !== undefined && { pickUpAt }) };
  const offers = useStoreOffers(wish, storeId ?? "", open);

  function move(toId: string): void {
    // The first line of another store starts the cart anew.
    for (const line of lines) cart.add(toId, line);
    meanStore(toId);
    // How it is paid was chosen for the cart, not for the store.
    if (storeId !== null) wishes.move(storeId, toId);
    checkout.change(toId, { handOver, pickUpAt });
    onClose();
  }

  return (
    <Dialog open={open} title={say("otherStores")} onClose={onClose}>
      <p className="soft small">{say("otherStoresLead")}</p>
      <StoreOffers {...{ offers, total_krw, words: say("takeThis"), onChoose: move }} />
      <div className="ui-dialog-actions">
        <Button look="quiet" onClick={onClose}>
          {say("close")}
        </Button>
      </div>
    </Dialog>
  );
}
