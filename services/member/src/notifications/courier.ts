import type { Letter } from "./letters.ts";

/** `why` names codes and steps only: what a server says may have an address in it. */
export type Outcome =
  | { kind: "sent" }
  /** This letter will never be taken. */
  | { kind: "refused"; why: string }
  /** Perhaps later. */
  | { kind: "failed"; why: string }
  /** The other end has all of it and did not say whether it took it: as one that failed, for it may be there. */
  | { kind: "unsure"; why: string }
  /** It is the other end, or our settings: nothing that waits would get through. */
  | { kind: "down"; why: string };

/** Hands one letter over, within its time; never throws. */
export type Courier = {
  /** Until all of it is handed over. */
  withinMs: number;
  /** After that, where it says that it handed it over. */
  answerWithinMs: number;
  atOnce: number;
  send(letter: Letter, signal: AbortSignal, handedOver?: () => void): Promise<Outcome>;
};
