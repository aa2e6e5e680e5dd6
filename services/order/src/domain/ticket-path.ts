import type { TicketState } from "@siren/contracts/barista";
import type { OrderCommand } from "./order-command.ts";

const path = [{ name: "accept" }, { name: "start" }, { name: "finish" }] as const;

const commands: Record<TicketState, readonly OrderCommand[]> = {
  QUEUED: [],
  ACCEPTED: path.slice(0, 1),
  // What was ready before and was missed here has been taken back.
  MAKING: [...path.slice(0, 2), { name: "recall" }],
  READY: path,
  HANDED_OVER: [...path, { name: "hand-over" }],
  UNCLAIMED: [...path, { name: "leave-unclaimed" }],
  VOIDED: [{ name: "void" }],
  REJECTED: [{ name: "reject", reason: "OTHER" }],
};

/** What an order has to go through to stand where its ticket stands; steps it made before are refused. */
export function commandsUpTo(state: TicketState): readonly OrderCommand[] {
  return commands[state];
}
