import type { Trial } from "./trial.ts";

export type Check = {
  /** 1 to 80 are those of the protocol's reference, the others are ours. */
  readonly number: number;
  readonly title: string;
  /** It waits for a lease, a minute or the delta's three minutes to pass. */
  readonly slow?: boolean;
  /** It looks at the whole registry, or loads it: nothing else of the suite runs meanwhile. */
  readonly alone?: boolean;
  /** Resolves when the server does as it should; throws what it does else. */
  readonly run: (trial: Trial) => Promise<void>;
};

/** The server cannot be asked this: why, for the report. */
export class Skipped extends Error {}

/** What ours does otherwise, and means to; never thrown where the compatible behaviour is asked for. */
export class ByIntent extends Error {}

export const check = (number: number, title: string, run: Check["run"]): Check => ({ number, title, run });
export const slow = (one: Check): Check => ({ ...one, slow: true });
export const alone = (one: Check): Check => ({ ...one, alone: true });
