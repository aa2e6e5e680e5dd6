import type { ledgerEntry } from "@siren/contracts/member";
import type * as z from "zod/mini";

export type LedgerEntry = z.infer<typeof ledgerEntry>;
export type LedgerLine = {
  entry: LedgerEntry;
  /** With its sign as the balance felt it; null where the balance did not move and nothing set aside did. */
  amount_krw: number | null;
  /** The balance did not move: it was paid out of what had been set aside. */
  isFromAside: boolean;
};

/** A journal as its owner reads it: what it did to the balance, or to what was set aside. */
export function ledgerLine(entry: LedgerEntry): LedgerLine {
  const { available_krw, held_krw } = entry;
  if (available_krw !== 0) return { entry, amount_krw: available_krw, isFromAside: false };
  return held_krw === 0
    ? { entry, amount_krw: null, isFromAside: false }
    : { entry, amount_krw: held_krw, isFromAside: true };
}

const seoulOffsetMs = 9 * 3_600_000;
const dayMs = 86_400_000;
export const seoulDay = (at: number): number => Math.floor((at + seoulOffsetMs) / dayMs);

/** In the order in which they come, a heading for each day. */
export function byDay(entries: readonly LedgerEntry[]): { day: number; at: number; lines: LedgerLine[] }[] {
  const days: { day: number; at: number; lines: LedgerLine[] }[] = [];
  for (const entry of entries) {
    const day = seoulDay(entry.at);
    const last = days.at(-1);
    if (last?.day === day) last.lines.push(ledgerLine(entry));
    else days.push({ day, at: entry.at, lines: [ledgerLine(entry)] });
  }
  return days;
}
