import type { Adjustment } from "@siren/contracts/order";
import { useLanguage, won } from "@siren/web/i18n";
import { AdjustmentLines } from "../../shared/adjustment-lines.tsx";
import type { ShownLine } from "../../shared/cart-lines.ts";
import { CartWords } from "./cart-words.tsx";

type Props = { shown: readonly ShownLine[]; adjustments: readonly Adjustment[] };

/** What is about to be ordered, and what comes to it or goes off. */
export function CartSummary({ shown, adjustments }: Props) {
  const language = useLanguage();
  return (
    <ul className="order-lines">
      {shown.map(({ line, item, isGone, line_krw }) => (
        <li key={`${line.itemId}:${line.choiceIds.join()}`} data-missing={isGone || undefined}>
          <CartWords line={line} item={item} />
          <span className="price">{won(line_krw, language)}</span>
        </li>
      ))}
      <AdjustmentLines adjustments={adjustments} />
    </ul>
  );
}
