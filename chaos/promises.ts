import type { Exchange, Shown } from "./history.ts";
import type { LastLook } from "./last-look.ts";

/** What customers and staff asked, were answered and were shown, up to the last look when all is over. */
export type Seen = {
  exchanges: readonly Exchange[];
  shown: readonly Shown[];
  last: LastLook;
};

/** The names are those of the promises; the agreement of three witnesses goes by them. */
export const promises = {
  oneOrder: "one key makes one order",
  nothingLost: "no acknowledged order is lost or altered",
  allOver: "every order came to its end",
  chargedOnce: "what was made is charged once, as agreed",
  refusedCostsNothing: "what was refused or called off costs nothing",
  cardsAddUp: "each card has what was put on it less what was charged",
  calledOff: "what was said to be called off was not made",
  cupOnce: "each tap took effect once, each cup had one maker",
  readyOnce: "READY was shown once, on the page of whom it was for",
  neverBack: "no answer is older than an answer before it",
} as const;
