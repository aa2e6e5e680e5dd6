import type { OrderView } from "@siren/contracts/order";
import { localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { useModal } from "@siren/web/ui/dialog";
import { useState } from "react";
import { useStore } from "../../shared/queries.ts";
import { useOrderText } from "./order-texts.ts";
import { useWakeLock } from "./use-wake-lock.ts";
import "./call-card.css";

/** To be held up at the counter: nothing but the number, the name and the store, over the whole screen. */
export function ReadyCard({ order }: { order: OrderView }) {
  const say = useOrderText();
  const language = useLanguage();
  const store = useStore(order.storeId);
  const [isOpen, setIsOpen] = useState(false);
  const modal = useModal(isOpen, () => setIsOpen(false));
  useWakeLock(true);
  return (
    <>
      <Button look="quiet" data-testid="show-big" onClick={() => setIsOpen(true)}>
        {say("showBig")}
      </Button>
      <dialog {...modal} className="call-card" aria-label={`${say("orderNumber")} ${order.number}`}>
        <p className="call-card-store">{store ? localised(store.name, language) : order.storeId}</p>
        <p className="call-card-number" data-digits={String(order.number).length}>
          {order.number}
        </p>
        <p className="call-card-name">{order.nickname}</p>
        <Button look="quiet" onClick={() => setIsOpen(false)}>
          {say("close")}
        </Button>
      </dialog>
    </>
  );
}
