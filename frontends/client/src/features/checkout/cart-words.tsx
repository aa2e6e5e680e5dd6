import { localised, useLanguage } from "@siren/web/i18n";
import { choiceNames, type ShownLine } from "../../shared/cart-lines.ts";

/** A line of the cart by its name and choices; by its id where the menu no longer has it. */
export function CartWords({ line, item }: Pick<ShownLine, "line" | "item">) {
  const language = useLanguage();
  const choices = item ? choiceNames(item, line.choiceIds) : [];
  return (
    <span>
      {item ? localised(item.name, language) : line.itemId} × {line.quantity}
      <span className="soft small block">{choices.map((each) => localised(each, language)).join(" · ")}</span>
    </span>
  );
}
