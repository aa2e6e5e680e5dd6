import type { EventData } from "@siren/contracts/events";
import { createBoundedMap } from "../bounded-map.ts";

const mostCards = 5_000;
const mostVersions = 20;

export type AllowanceBook = ReturnType<typeof createAllowanceBook>;

/** What member announced of each card lately, by version. */
export function createAllowanceBook() {
  const cards = createBoundedMap<string, Map<number, number>>(mostCards);
  return {
    see({ cardId, version, amount_krw }: EventData<"AllowanceSet">): void {
      const versions = cards.get(cardId) ?? new Map<number, number>();
      versions.set(version, amount_krw);
      const [oldest] = versions.keys();
      if (versions.size > mostVersions && oldest !== undefined) versions.delete(oldest);
      cards.set(cardId, versions);
    },
    /** Undefined where it was not heard, or too long ago. */
    amountOf: (cardId: string, version: number): number | undefined => cards.get(cardId)?.get(version),
  };
}
