import type { Adjustment } from "@siren/contracts/order";
import { localised, useLanguage, won } from "@siren/web/i18n";

/** What comes to the lines above it, or goes off. */
export function AdjustmentLines({ adjustments }: { adjustments: readonly Adjustment[] }) {
  const language = useLanguage();
  return adjustments.map(({ kind, name, amount_krw }) => (
    <li key={`${kind}:${name.en}`} data-adjustment={kind}>
      <span>{localised(name, language)}</span>
      <span className="price">
        {amount_krw < 0 ? "−" : "+"}
        {won(Math.abs(amount_krw), language)}
      </span>
    </li>
  ));
}
