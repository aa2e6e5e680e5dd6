import { rate, type rates } from "@siren/contracts/menu-desk";
import type { Language } from "@siren/web/i18n";
import { observable } from "@siren/web/observable";
import { type KeptStorage, storage as phone } from "@siren/web/storage";
import type * as z from "zod/mini";

export type Rates = z.infer<typeof rates>;
type Rate = z.infer<typeof rate>;

const keptAs = "siren.currency";

/** Which currency stands beside the won; null is none. */
export function createCurrencyChoice(storage: KeptStorage) {
  const known = rate.shape.currency.safeParse(storage.getItem(keptAs));
  const chosen = observable<string | null>(known.success ? known.data : null);
  return {
    ...chosen,
    choose(currency: string | null): void {
      if (currency === null) storage.removeItem(keptAs);
      else storage.setItem(keptAs, currency);
      chosen.set(currency);
    },
  };
}
export const currencyChoice = createCurrencyChoice(phone);

/** Rates have six decimals at most; a currency's smallest coin three. */
const scale = 6;
const whole = (decimal: string): bigint => {
  const [units = "0", parts = ""] = decimal.split(".");
  return BigInt(units + parts.padEnd(scale, "0").slice(0, scale));
};

/** In whole numbers to the last step: to the nearest coin, half a coin up. */
export function inCurrency(
  amount_krw: number,
  { currency, krwPerUnit }: Rate,
  spoken: Language,
): string | null {
  const per = whole(krwPerUnit);
  if (per === 0n || !Number.isSafeInteger(amount_krw)) return null;
  const format = new Intl.NumberFormat(spoken === "ko" ? "ko-KR" : "en-US", { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const coins = (BigInt(Math.abs(amount_krw)) * 10n ** BigInt(scale + digits) * 2n + per) / (per * 2n);
  const text = coins.toString().padStart(digits + 1, "0");
  const decimal = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return `≈ ${format.format((amount_krw < 0 ? `-${decimal}` : decimal) as `${number}`)}`;
}
