import type { ProblemCode } from "@siren/contracts/problems";
import type { Move, Order, OrderRefund } from "./order.ts";
import type { Reduce } from "./reduce.ts";
import type { OrderCommandName } from "./transitions.ts";

/** What is asked of an order by its owner, the store or the clock. */
export type OrderCommand =
  | {
      name: Exclude<
        OrderCommandName,
        | "refuse-payment"
        | "reject"
        | "expire"
        | "estimate"
        | "refund"
        | "request-move"
        | "move"
        | "reduce"
        | "delay"
      >;
    }
  | Reduce
  | { name: "delay"; minutes: number }
  | { name: "refuse-payment"; code: ProblemCode }
  | { name: "reject"; reason: string }
  /** Without a reason it is the store that did not take it. */
  | { name: "expire"; reason?: "CARD_SILENT" }
  | { name: "estimate"; place: number; etaAt: number }
  | { name: "request-move"; to: Move; by?: Order["moves"][number] }
  | { name: "move"; number: number }
  | { name: "refund"; refund: Omit<OrderRefund, "wantedAt" | "doneAt"> };

/** What is told about its money by member or the till. */
export type PaymentCommand =
  | { name: "hold" }
  | { name: "capture"; shortfall_krw: number }
  | { name: "release" }
  | { name: "take-at-counter" }
  | { name: "refund"; amount_krw: number; part?: string };
