import type { MenuItem } from "@siren/contracts/menu";
import { localised, useLanguage, won } from "@siren/web/i18n";
import type { ReactNode } from "react";
import { ItemPicture } from "../../shared/item-picture.tsx";
import { allergensOf } from "../../shared/options.ts";
import { useItemText } from "./item-texts.ts";

type Props = { item: MenuItem; chosen: readonly string[]; children: ReactNode };

/** What it looks like, what it is, and what is in it as it is chosen. */
export function ItemFacts({ item, chosen, children }: Props) {
  const say = useItemText();
  const language = useLanguage();
  const allergens = allergensOf(item, chosen);
  return (
    <div className="item-hero">
      {children}
      <ItemPicture item={item} iced={chosen.includes("iced")} isFirst />
      {item.description ? <p>{localised(item.description, language)}</p> : null}
      <p className="item-facts">
        <b className="price">{won(item.price_krw, language)}</b>
        {item.kcal === null ? null : <span className="soft small">{say("kcal", { n: item.kcal })}</span>}
      </p>
      <p className="soft small" data-testid="allergens">
        {allergens.length === 0
          ? say("noAllergens")
          : say("allergens", { names: allergens.map((each) => say(`allergen_${each}`)).join(", ") })}
      </p>
    </div>
  );
}
