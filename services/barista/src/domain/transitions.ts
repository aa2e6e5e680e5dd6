import type { ProblemCode } from "@siren/contracts/problems";
import type { TicketState } from "./ticket.ts";

export const commandKinds = [
  "accept",
  "reject",
  "void",
  "withdraw",
  "claim",
  "done",
  "release",
  "lapse",
  "remake",
  "finish",
  "recall",
  "handOver",
  "unclaim",
  "paid",
] as const;
export type CommandKind = (typeof commandKinds)[number];

/** The state a command leads to, "same" where nothing moves, or the code of its refusal. */
export type Cell = { to: TicketState | "same" } | { refused: ProblemCode };

const illegal: Cell = { refused: "ILLEGAL_TRANSITION" };
const started: Cell = { refused: "ALREADY_STARTED" };
const to = (state: TicketState): Cell => ({ to: state });
const same: Cell = { to: "same" };

const over = {
  accept: illegal,
  reject: illegal,
  withdraw: illegal,
  claim: illegal,
  done: illegal,
  release: illegal,
  lapse: illegal,
  remake: illegal,
  finish: illegal,
  recall: illegal,
  handOver: illegal,
  unclaim: illegal,
  paid: illegal,
};

/**
 * Every state and every command: it moves, stays, or is refused by a code.
 * `done` of the last cup, and the rejection of some cups only, are in decide-cup.
 */
export const ticketTable: Record<TicketState, Record<CommandKind, Cell>> = {
  QUEUED: {
    ...over,
    accept: to("ACCEPTED"),
    reject: to("REJECTED"),
    void: to("VOIDED"),
    withdraw: to("VOIDED"),
    // Whose money is taken is served: without a word from the store the order would expire.
    paid: to("ACCEPTED"),
  },
  ACCEPTED: { ...over, reject: to("REJECTED"), void: to("VOIDED"), claim: to("MAKING"), paid: same },
  MAKING: {
    ...over,
    reject: to("REJECTED"),
    void: started,
    withdraw: started,
    claim: to("MAKING"),
    done: to("MAKING"),
    release: same,
    lapse: same,
    remake: to("MAKING"),
    finish: to("READY"),
    paid: same,
  },
  READY: {
    ...over,
    void: started,
    withdraw: started,
    remake: to("MAKING"),
    recall: to("MAKING"),
    handOver: to("HANDED_OVER"),
    unclaim: to("UNCLAIMED"),
    paid: same,
  },
  HANDED_OVER: { ...over, void: started, withdraw: started },
  UNCLAIMED: { ...over, void: started, withdraw: started },
  VOIDED: { ...over, void: same, withdraw: same },
  REJECTED: { ...over, void: illegal },
};
