import type { PublishedMenu } from "@siren/contracts/menu";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { Link } from "react-router";
import { usePromotion, useRecommendations } from "../../shared/extras.ts";
import { ItemPicture } from "../../shared/item-picture.tsx";
import { defaultChoices, unitPrice } from "../../shared/options.ts";
import { PromotionLine } from "../../shared/promotion-line.tsx";
import { useAddToCart } from "../../shared/use-add-to-cart.tsx";
import { useCartText } from "./cart-texts.ts";

type Props = { menu: PublishedMenu; itemIds: readonly string[]; soldOutChoices: readonly string[] };

/** At the end of the cart and all at once, so that nothing above them moves; whose source is down is not there. */
export function CartExtras({ menu, itemIds, soldOutChoices }: Props) {
  const say = useCartText();
  const language = useLanguage();
  const { storeId } = menu;
  const { add, questions } = useAddToCart(storeId);
  const promotion = usePromotion(storeId, itemIds);
  const told = useRecommendations(storeId, itemIds);
  const together = (told.data?.together ?? []).flatMap(
    ({ itemId }) => menu.items.find((each) => each.itemId === itemId) ?? [],
  );
  if (promotion.isPending || told.isPending) return null;
  return (
    <>
      {promotion.data ? <PromotionLine promotion={promotion.data} /> : null}
      {together.length > 0 ? (
        <section className="together" aria-labelledby="together" data-testid="together">
          <h2 id="together">{say("together")}</h2>
          <ul>
            {together.map((item) => {
              const choiceIds = defaultChoices(item, soldOutChoices);
              const [name, unit_krw] = [localised(item.name, language), unitPrice(item, choiceIds)];
              return (
                <li key={item.itemId}>
                  <Link to={`/stores/${storeId}/items/${item.itemId}`}>
                    <span className="line-picture">
                      <ItemPicture item={item} />
                    </span>
                    <strong>{name}</strong>
                    <span className="soft small price">{won(unit_krw, language)}</span>
                  </Link>
                  <button
                    type="button"
                    className="round-button"
                    aria-label={say("addOne", { name })}
                    onClick={() => add({ itemId: item.itemId, choiceIds, quantity: 1 }, unit_krw)}
                  >
                    +
                  </button>
                </li>
              );
            })}
          </ul>
          {questions}
        </section>
      ) : null}
    </>
  );
}
