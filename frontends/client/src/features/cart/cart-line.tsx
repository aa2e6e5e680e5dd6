import { localised, useLanguage, won } from "@siren/web/i18n";
import { Skeleton } from "@siren/web/ui/skeleton";
import { Link } from "react-router";
import { mostOfOne } from "../../shared/cart.ts";
import { choiceNames, type LineTrouble, type ShownLine, stops } from "../../shared/cart-lines.ts";
import { ItemPicture } from "../../shared/item-picture.tsx";
import { Stepper } from "../../shared/stepper.tsx";
import { useText } from "../../shared/texts.ts";
import { useCartText } from "./cart-texts.ts";
import { LineNote } from "./line-note.tsx";

type Props = {
  shown: ShownLine;
  storeId: string;
  trouble: LineTrouble | null;
  isMenuKnown: boolean;
  onQuantity: (quantity: number) => void;
  onRemove: () => void;
  onSeen: () => void;
};

export function CartLineRow({ shown, storeId, trouble, isMenuKnown, onQuantity, onRemove, onSeen }: Props) {
  const say = useCartText();
  const sayShared = useText();
  const language = useLanguage();
  const { line, item, line_krw } = shown;
  // While the menu is on its way nobody knows what it is called, or that it is sold no more.
  const name = item ? localised(item.name, language) : isMenuKnown ? say("formerItem") : undefined;
  const editPath = `/stores/${storeId}/items/${line.itemId}?edit&with=${line.choiceIds.join(".")}`;
  const chosen = item ? choiceNames(item, line.choiceIds).map((each) => localised(each, language)) : [];
  return (
    <li className="cart-line" data-gone={stops(trouble) || undefined} data-testid={`line-${line.itemId}`}>
      <span className="line-picture">
        {item ? <ItemPicture item={item} iced={line.choiceIds.includes("iced")} /> : null}
      </span>
      <div className="line-words">
        <div className="line-head">
          <strong>{name ?? <Skeleton height="1.2em" width="8em" />}</strong>
          <button
            type="button"
            className="line-remove"
            aria-label={name === undefined ? say("remove") : say("removeOf", { name })}
            data-testid={`remove-${line.itemId}`}
            onClick={onRemove}
          >
            ×
          </button>
        </div>
        <span className="soft small">{chosen.join(" · ")}</span>
        {item && item.optionGroups.length > 0 ? (
          <Link className="ui-link small" to={editPath} aria-label={name && say("editOf", { name })}>
            {say("edit")}
          </Link>
        ) : null}
        {trouble ? <LineNote {...{ trouble, storeId, editPath, onRemove, onSeen }} /> : null}
        <div className="row spread">
          <Stepper
            {...{ value: line.quantity, min: 0, max: mostOfOne }}
            label={name === undefined ? sayShared("quantity") : `${name}, ${sayShared("quantity")}`}
            onChange={(quantity) => (quantity === 0 ? onRemove() : onQuantity(quantity))}
          />
          <span className="price">{item && trouble?.kind !== "options" ? won(line_krw, language) : ""}</span>
        </div>
      </div>
    </li>
  );
}
