import { useLanguage } from "@siren/web/i18n";
import { inCurrency } from "./currency.ts";
import { useCurrency, useRates } from "./extras.ts";

/** What it is about in the currency that was chosen; nobody else asks for a rate. */
export function SecondPrice({ amount_krw }: { amount_krw: number }) {
  const currency = useCurrency();
  return currency === null ? null : <InCurrency {...{ amount_krw, currency }} />;
}

/** Its line is kept while the rate is not known. */
function InCurrency({ amount_krw, currency }: { amount_krw: number; currency: string }) {
  const language = useLanguage();
  const rate = useRates()?.rates.find((each) => each.currency === currency);
  return (
    <span className="second-price" data-testid="second-price">
      {(rate && inCurrency(amount_krw, rate, language)) ?? "\u00a0"}
    </span>
  );
}
