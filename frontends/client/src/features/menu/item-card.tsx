import type { MenuItem } from "@siren/contracts/menu";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { memo } from "react";
import { Link } from "react-router";
import { ItemPicture } from "../../shared/item-picture.tsx";
import { SecondPrice } from "../../shared/second-price.tsx";
import { useText } from "../../shared/texts.ts";
import "./item-card.css";

type Props = { item: MenuItem; storeId: string; isSoldOut: boolean };

/** There are dozens, and what changes while they are looked at is about few of them. */
export const ItemCard = memo(function ItemCard({ item, storeId, isSoldOut }: Props) {
  const say = useText();
  const language = useLanguage();
  return (
    <Link
      to={`/stores/${storeId}/items/${item.itemId}`}
      className="card-link item-card"
      data-testid={`item-${item.itemId}`}
      data-sold-out={isSoldOut}
    >
      <span className="item-picture">
        <ItemPicture item={item} />
        {isSoldOut ? <span className="tag">{say("soldOut")}</span> : null}
      </span>
      <strong>{localised(item.name, language)}</strong>
      <span className="price">{won(item.price_krw, language)}</span>
      <SecondPrice amount_krw={item.price_krw} />
    </Link>
  );
});
