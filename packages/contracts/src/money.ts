import * as z from "zod/mini";

/**
 * Won are integers and prices include VAT. Everything that carries won ends in `_krw`, so that a
 * number without a unit never reaches a ledger.
 */
export const mostKrw = 1_000_000_000;
export const krw = z.int().check(z.gte(0), z.lte(mostKrw));

/** A line of a receipt may be negative: a discount. */
export const signedKrw = z.int().check(z.gte(-mostKrw), z.lte(mostKrw));

export type Krw = number;

export function sumKrw(amounts: Iterable<Krw>): Krw {
  let total = 0;
  for (const amount of amounts) total += amount;
  if (!Number.isSafeInteger(total)) throw new RangeError(`a sum of won left the safe integers: ${total}`);
  return total;
}

/** Korean VAT is inside the price: supply is rounded, VAT is what is left, so both add up again. */
export function vatSplit(total_krw: Krw): { supply_krw: Krw; vat_krw: Krw } {
  const supply_krw = Math.round(total_krw / 1.1);
  return { supply_krw, vat_krw: total_krw - supply_krw };
}
