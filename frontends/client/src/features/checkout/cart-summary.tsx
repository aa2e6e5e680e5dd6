import type { Adjustment } from "@siren/contracts/order";
import { localised, useLanguage, won } from "@siren/web/i18n";
import { choiceNames, type ShownLine } from "../../shared/cart-lines.ts";

type Props = { shown: readonly ShownLine[]; adjustments: readonly Adjustment[] };

/** What is about to be ordered, and what comes to it or goes off. */
export function CartSummary({ shown, adjustments }: Props) {
  const language = useLanguage();
  return (
    <ul className="order-lines">
      {shown.map(({ line, item, isGone, line_krw }) => (
        <li key={`${line.itemId}:${line.choiceIds.join()}`} data-missing={isGone || undefined}>
          <span>
            {item ? localised(item.name, language) : line.itemId} × {line.quantity}
            <span className="soft small block">
              {item
                ? choiceNames(item, line.choiceIds)
                    .map((each) => localised(each, language))
                    .join(" · ")
                : null}
            </span>
          </span>
          <span className="price">{won(line_krw, language)}</span>
        </li>
      ))}
      {adjustments.map(({ kind, name, amount_krw }) => (
        <li key={`${kind}:${name.en}`} data-adjustment={kind}>
          <span>{localised(name, language)}</span>
          <span className="price">
            {amount_krw < 0 ? "−" : "+"}
            {won(Math.abs(amount_krw), language)}
          </span>
        </li>
      ))}
    </ul>
  );
}
