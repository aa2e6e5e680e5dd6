import type { OrderView } from "@siren/contracts/order";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { Link } from "react-router";
import { useRecommendations } from "../../shared/extras.ts";
import { ItemPicture } from "../../shared/item-picture.tsx";
import { useMenu } from "../../shared/queries.ts";
import { useOrderText } from "./order-texts.ts";

/** What others had with it. Last on the screen, and simply not there where nobody can say. */
export function Together({ order }: { order: OrderView }) {
  const say = useOrderText();
  const language = useLanguage();
  const { storeId, lines } = order;
  const { data: menu } = useMenu(storeId);
  const { data } = useRecommendations(
    storeId,
    lines.map(({ itemId }) => itemId),
  );
  const found = data?.together ?? [];
  if (found.length === 0) return null;
  return (
    <section className="after-order" aria-labelledby="after-order" data-testid="after-order">
      <h2 id="after-order">{say("together")}</h2>
      <ul>
        {found.map(({ itemId, name, price_krw }) => {
          const item = menu?.items.find((each) => each.itemId === itemId);
          return (
            <li key={itemId}>
              <Link to={`/stores/${storeId}/items/${itemId}`}>
                <span className="after-order-picture">{item ? <ItemPicture item={item} /> : null}</span>
                <span>
                  <strong className="block">{localised(name, language)}</strong>
                  <span className="soft small">{won(price_krw, language)}</span>
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
