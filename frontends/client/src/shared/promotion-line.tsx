import type { ShownPromotion } from "@siren/contracts/menu-desk";
import { localised, useLanguage } from "@siren/web/i18n";

/** Marked as what it is. */
export function PromotionLine({ promotion }: { promotion: NonNullable<ShownPromotion["promotion"]> }) {
  const language = useLanguage();
  return (
    <aside className="promotion" data-testid="promotion">
      <span className="tag">{localised(promotion.label, language)}</span>
      <p>{localised(promotion.text, language)}</p>
    </aside>
  );
}
