import { localised, useLanguage, won } from "@siren/web/i18n";
import { isLeap, type PriceStep } from "./price-sheet.ts";
import { usePriceText } from "./price-texts.ts";

/** Old beside new, as it is typed. */
export function PricePreview({ steps }: { steps: readonly PriceStep[] }) {
  const say = usePriceText();
  const language = useLanguage();
  return (
    <>
      <h2>{say("preview")}</h2>
      {steps.length === 0 ? <p className="soft">{say("nothingYet")}</p> : null}
      <ul data-testid="price-preview">
        {steps.map(({ row, to_krw }) => {
          const by_krw = to_krw - row.price_krw;
          const amount = won(Math.abs(by_krw), language);
          return (
            <li key={row.id} className="desk-change">
              <strong>{localised(row.name, language)}</strong>
              <span className="desk-price">
                {say("step", { from: won(row.price_krw, language), to: won(to_krw, language) })}
              </span>
              <span className="soft desk-price">{say(by_krw > 0 ? "more" : "less", { amount })}</span>
              {isLeap(row.price_krw, to_krw) ? (
                <span className="desk-tag" data-bad>
                  {say("leap")}
                </span>
              ) : null}
            </li>
          );
        })}
      </ul>
    </>
  );
}
