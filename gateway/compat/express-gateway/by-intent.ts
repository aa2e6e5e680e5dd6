import type { Case } from "./case.ts";
import type { Difference, Outcome } from "./compare.ts";

export type Around = { one: Case; theirs: Outcome; ours: Outcome };
type Intent = {
  id: string;
  why: string;
  /** In each answer, and no news: named once below the table. */
  isEverywhere?: true;
  covers(difference: Difference, around: Around): boolean;
};

export const intents: Intent[] = [];

/** What covers it; a difference that nothing covers is a fault. */
export const intentOf = (difference: Difference, around: Around): Intent | undefined =>
  intents.find((intent) => intent.covers(difference, around));
