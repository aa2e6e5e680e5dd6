import { type OrderView, recommendations } from "@siren/contracts/order";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { ItemDrawing } from "../../shared/drawings.tsx";
import { useMenu } from "../../shared/queries.ts";
import { useServices } from "../../shared/services.ts";
import { useOrderText } from "./order-texts.ts";

/** What others had with it. Last on the screen, and simply not there where nobody can say. */
export function Together({ order }: { order: OrderView }) {
  const say = useOrderText();
  const language = useLanguage();
  const { api } = useServices();
  const { data: menu } = useMenu(order.storeId);
  const items = [...new Set(order.lines.map(({ itemId }) => itemId))].join(",");
  const { data } = useQuery({
    queryKey: ["after-order", order.storeId, items],
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
    async queryFn({ signal }) {
      const query = new URLSearchParams({ storeId: order.storeId, items });
      const path = `/order/recommendations?${query}`;
      return (await api({ method: "GET", path, answer: recommendations, retryForMs: 0, signal })).body;
    },
  });
  const found = (data?.together ?? []).map((each) => ({
    ...each,
    item: menu?.items.find(({ itemId }) => itemId === each.itemId),
  }));
  if (found.length === 0) return null;
  return (
    <section className="together">
      <h2>{say("together")}</h2>
      <ul>
        {found.map(({ itemId, name, price_krw, item }) => (
          <li key={itemId}>
            <Link to={`/stores/${order.storeId}/items/${itemId}`}>
              {item ? <ItemDrawing item={item} /> : null}
              <span>
                <strong className="block">{localised(name, language)}</strong>
                <span className="soft small">{won(price_krw, language)}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
