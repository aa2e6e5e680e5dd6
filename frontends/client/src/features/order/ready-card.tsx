import type { OrderView } from "@siren/contracts/order";
import { localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { useEffect, useRef, useState } from "react";
import { useStore } from "../../shared/queries.ts";
import { useOrderText } from "./order-texts.ts";
import { useWakeLock } from "./use-wake-lock.ts";

/** To be held up at the counter: nothing but the number, the name and the store, over the whole screen. */
export function ReadyCard({ order }: { order: OrderView }) {
  const say = useOrderText();
  const language = useLanguage();
  const store = useStore(order.storeId);
  const [isOpen, setIsOpen] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  useWakeLock(true);
  useEffect(() => {
    if (isOpen && !dialog.current?.open) dialog.current?.showModal();
    if (!isOpen && dialog.current?.open) dialog.current.close();
  }, [isOpen]);
  return (
    <>
      <Button look="quiet" data-testid="show-big" onClick={() => setIsOpen(true)}>
        {say("showBig")}
      </Button>
      <dialog
        ref={dialog}
        className="call-card"
        aria-label={`${say("orderNumber")} ${order.number}`}
        onClose={() => setIsOpen(false)}
      >
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
