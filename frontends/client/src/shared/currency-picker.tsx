import { type Dictionary, localised, useLanguage, useSay } from "@siren/web/i18n";
import { currencyChoice } from "./currency.ts";
import { useCurrency, useRates } from "./extras.ts";

const texts = {
  besideWon: ["원화와 함께 볼 통화", "Currency beside the won"],
  wonOnly: ["원화만", "Won only"],
  asOf: ["{day} 환율 · {note}", "Rates of {day} · {note}"],
} as const satisfies Dictionary;

/** Which other currency is shown, if any. Not there where no rates are known. */
export function CurrencyPicker() {
  const say = useSay(texts);
  const chosen = useCurrency();
  const rates = useRates();
  return (
    <select
      className="currency"
      aria-label={say("besideWon")}
      data-testid="currency"
      value={chosen ?? ""}
      // It keeps its room, so that nothing moves when it comes.
      style={rates ? undefined : { visibility: "hidden" }}
      onChange={({ target }) => currencyChoice.choose(target.value === "" ? null : target.value)}
    >
      <option value="">{say("wonOnly")}</option>
      {rates?.rates.map(({ currency }) => (
        <option key={currency} value={currency}>
          ₩ + {currency}
        </option>
      ))}
    </select>
  );
}

/** Of which day the rates are, and that they are not what is paid. */
export function RatesNote() {
  const say = useSay(texts);
  const language = useLanguage();
  const chosen = useCurrency();
  const rates = useRates();
  if (chosen === null) return null;
  return (
    <p className="soft small" data-testid="rates-note">
      {rates ? say("asOf", { day: rates.asOf, note: localised(rates.note, language) }) : "\u00a0"}
    </p>
  );
}
