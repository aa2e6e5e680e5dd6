import { orderPage } from "@siren/contracts/order";
import { localised, useLanguage } from "@siren/web/i18n";
import { FailureNote } from "@siren/web/ui/note";
import { useQuery } from "@tanstack/react-query";
import { useServices } from "../../shared/services.ts";
import { useBoardText } from "./texts.ts";

const askEveryMs = 5_000;

type Props = { storeId: string; isKnown: (orderId: string) => boolean };

/** While the board's service is away, order still knows what has come in. Nothing can be tapped here. */
export function OrderSays({ storeId, isKnown }: Props) {
  const say = useBoardText();
  const language = useLanguage();
  const { api } = useServices();
  const path = `/order/orders?store=${encodeURIComponent(storeId)}`;
  const list = useQuery({
    queryKey: ["order-says", storeId],
    refetchInterval: askEveryMs,
    staleTime: 0,
    queryFn: async ({ signal }) =>
      (await api({ method: "GET", path, answer: orderPage, signal })).body.orders,
  });
  const orders = (list.data ?? []).toSorted(
    (a, b) => Number(isKnown(a.orderId)) - Number(isKnown(b.orderId)) || a.placedAt - b.placedAt,
  );
  return (
    <section className="order-says" data-testid="order-says" aria-label={say("orderSays")}>
      <h2>{say("orderSays")}</h2>
      <p className="soft">{say("orderSaysLead")}</p>
      {list.error && !list.data ? <FailureNote error={list.error} /> : null}
      {list.data && orders.length === 0 ? <p>{say("orderSaysNone")}</p> : null}
      <ul>
        {orders.map(({ orderId, number, nickname, lines }) => (
          <li key={orderId} data-number={number} data-new={!isKnown(orderId) || undefined}>
            <strong>
              {number} {nickname}
            </strong>
            {isKnown(orderId) ? null : <em>{say("orderSaysNew")}</em>}
            <span>
              {lines.map(({ name, quantity }) => `${quantity}× ${localised(name, language)}`).join(", ")}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
