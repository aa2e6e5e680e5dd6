import { useLanguage } from "@siren/web/i18n";
import { inCurrency } from "./currency.ts";
import { useCurrency, useRates } from "./extras.ts";

/** What it is about in the currency that was chosen; its line is kept while the rate is not known. */
export function SecondPrice({ amount_krw }: { amount_krw: number }) {
  const currency = useCurrency();
  // Most have none, and a menu has a hundred prices: whoever has one asks for the rates.
  return currency === null ? null : <PriceIn {...{ amount_krw, currency }} />;
}

function PriceIn({ amount_krw, currency }: { amount_krw: number; currency: string }) {
  const language = useLanguage();
  const rates = useRates();
  const rate = rates?.rates.find((each) => each.currency === currency);
  return (
    <span className="second-price" data-testid="second-price">
      {(rate && inCurrency(amount_krw, rate, language)) ?? "\u00a0"}
    </span>
  );
}
