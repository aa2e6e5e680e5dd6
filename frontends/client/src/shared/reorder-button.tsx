import { type OrderView, reorderView } from "@siren/contracts/order";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { FailureNote, Note } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import { useObservable } from "@siren/web/use-observable";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { mostLines, mostOfOne } from "./cart.ts";
import { meanStore } from "./chosen-stores.ts";
import { asOwner } from "./guest-orders.ts";
import { PricedLines } from "./priced-lines.tsx";
import { useStore } from "./queries.ts";
import { emptiesAnother, piecesTooMany, putIn } from "./reorder.ts";
import { useReorderText } from "./reorder-texts.ts";
import { useServices } from "./services.ts";

/** The same again: today's prices, what of it is gone, and into the cart; it is placed as any cart. */
export function ReorderButton({ order, look = "main" }: { order: OrderView; look?: "main" | "quiet" }) {
  const say = useReorderText();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button look={look} data-testid="reorder" onClick={() => setIsOpen(true)}>
        {say("again")}
      </Button>
      <Dialog open={isOpen} title={say("title")} onClose={() => setIsOpen(false)}>
        <Again order={order} onClose={() => setIsOpen(false)} />
      </Dialog>
    </>
  );
}

function Again({ order, onClose }: { order: OrderView; onClose: () => void }) {
  const say = useReorderText();
  const language = useLanguage();
  const navigate = useNavigate();
  const { api, cart } = useServices();
  const inCart = useObservable(cart);
  const store = useStore(order.storeId);
  const cartStore = useStore(inCart.storeId);
  const { data, error } = useQuery({
    queryKey: ["reorder", order.orderId],
    gcTime: 0,
    async queryFn({ signal }) {
      const path = `/order/orders/${encodeURIComponent(order.orderId)}/reorder`;
      const call = { method: "POST", path, answer: reorderView, body: {}, signal } as const;
      return (await api({ ...call, ...asOwner(order.orderId) })).body;
    },
  });
  // The cart may take its time to come; until then a second tap must not put it all in again.
  const [hasLeft, setHasLeft] = useState(false);
  const quoted = data?.quote ?? null;
  const unfitting = data && !hasLeft ? piecesTooMany(inCart, data) : 0;

  function put(): void {
    if (!data || hasLeft) return;
    setHasLeft(true);
    putIn(cart, data);
    meanStore(data.storeId);
    navigate("/cart");
  }

  return (
    <div className="stack reorder">
      {error ? <FailureNote error={error} /> : null}
      {!data && !error ? <Skeleton height="9rem" /> : null}
      {quoted ? (
        <>
          <p className="soft small">
            {say("lead", { store: store ? localised(store.name, language) : order.storeId })}
          </p>
          <PricedLines lines={quoted.lines} adjustments={quoted.adjustments} />
          <p className="row spread">
            <strong>{say("total")}</strong>
            <strong className="price-l">{won(quoted.total_krw, language)}</strong>
          </p>
        </>
      ) : null}
      {data && !quoted ? <p>{say("nothing")}</p> : null}
      {data && data.gone.length > 0 ? (
        <Note tone="warn">
          <p>{say("gone")}</p>
          <ul>
            {data.gone.map(({ itemId, name, why }) => (
              <li key={itemId}>
                {localised(name, language)} · {say(`why_${why}`)}
              </li>
            ))}
          </ul>
        </Note>
      ) : null}
      {unfitting > 0 ? (
        <Note tone="warn">{say("tooMuch", { n: unfitting, lines: mostLines, pieces: mostOfOne })}</Note>
      ) : null}
      {quoted && emptiesAnother(inCart, order.storeId) ? (
        <Note tone="warn">
          {say("otherCart", {
            store: cartStore ? localised(cartStore.name, language) : (inCart.storeId ?? ""),
          })}
        </Note>
      ) : null}
      <div className="ui-dialog-actions">
        <Button look="quiet" onClick={onClose}>
          {say("close")}
        </Button>
        {quoted ? (
          <Button busy={hasLeft} data-testid="reorder-put" onClick={put}>
            {say("put")}
          </Button>
        ) : (
          <Link className="ui-button" to={`/stores/${order.storeId}`}>
            {say("menu")}
          </Link>
        )}
      </div>
    </div>
  );
}
