/** What was typed as a number; null where it is none, or one that cannot be meant. */
export function wholeNumber(text: string, { from = 0, to }: { from?: number; to: number }): number | null {
  const plain = text.replaceAll(",", "").trim();
  if (!/^\d{1,10}$/.test(plain)) return null;
  const number = Number(plain);
  return number >= from && number <= to ? number : null;
}
