import assert from "node:assert/strict";
import { test } from "node:test";
import { type OrderState, orderStates, type PaymentState, paymentStates } from "@siren/contracts/order";
import {
  type Cell,
  orderCell,
  orderCommands,
  paymentCell,
  paymentCommands,
} from "../src/domain/transitions.ts";

/** One column a command, in the order of the lists: `.` ILLEGAL_TRANSITION, `!` ALREADY_STARTED, `=` stays. */
const orderGrid: Record<OrderState, string> = {
  //               auth refuse defer counter cancel request void expire accept reject start finish hand leave estimate refund want-move move stay recall reduce delay
  PLACED: "AUTHORISED PAYMENT_FAILED DEFERRED COUNTER_DUE CANCELLED . . EXPIRED . . . . . . . . . . . . . .",
  AUTHORISED: ". . . . . = CANCELLED EXPIRED ACCEPTED REJECTED . . . . = . = = = . = =",
  DEFERRED: ". . . . . = CANCELLED EXPIRED ACCEPTED REJECTED . . . . = . = = = . = =",
  COUNTER_DUE: ". . . . . = CANCELLED EXPIRED ACCEPTED REJECTED . . . . = . = = = . = =",
  PAYMENT_FAILED: ". . . . . . . . . . . . . . . . . . . . . .",
  ACCEPTED: ". . . . . = CANCELLED . . REJECTED MAKING . . . = . . . . . = =",
  MAKING: ". . . . ! ! ! ! . REJECTED . READY . . = . ! . . . = =",
  READY: ". . . . ! ! ! ! . . . . PICKED_UP UNCLAIMED . . ! . . MAKING . .",
  PICKED_UP: ". . . . . . . . . . . . . . . = . . . . . .",
  UNCLAIMED: ". . . . . . . . . . . . . . . = . . . . . .",
  REJECTED: ". . . . . . . . . . . . . . . = . . . . . .",
  CANCELLED: ". . . . . . . . . . . . . . . = . . . . . .",
  EXPIRED: ". . . . . . . . . . MAKING . . . . = . . . . = .",
};

const paymentGrid: Record<PaymentState, string> = {
  //    hold fail defer to-counter call-off give-back start revive revive-at-counter capture fall-short release take part all
  NONE: ". . . COUNTER_DUE . . . . . . . . . . .",
  HOLD_PENDING: "HELD FAILED DEFERRED COUNTER_DUE = . . DEFERRED . . . RELEASED . . .",
  HELD: ". . . . = = = DEFERRED . CAPTURED ARREARS RELEASED . . .",
  FAILED: ". . . . . . . . . . . . . . .",
  DEFERRED: "HELD . . . VOID = = . . CAPTURED ARREARS = . . .",
  COUNTER_DUE: ". . . . VOID . = . . . . = PAID_AT_COUNTER . .",
  PAID_AT_COUNTER: ". . . . . . = . = . . = . PARTLY_REFUNDED REFUNDED",
  CAPTURED: ". . . . . = . . . . . . . PARTLY_REFUNDED REFUNDED",
  PARTLY_REFUNDED: ". . . . . = = . = . . = . PARTLY_REFUNDED REFUNDED",
  REFUNDED: ". . . . . . . . = . . = . . .",
  RELEASED: ". . . . . . . DEFERRED . . . . . . .",
  VOID: ". . . . . . . DEFERRED COUNTER_DUE . . = PAID_AT_COUNTER . .",
  ARREARS: ". . . . . = . . . CAPTURED . . . = REFUNDED",
};

function expected<State extends string>(from: State, mark: string): Cell<string> {
  if (mark === ".") return { refuse: "ILLEGAL_TRANSITION" };
  if (mark === "!") return { refuse: "ALREADY_STARTED" };
  return { to: mark === "=" ? from : mark };
}

test("every order state moves or refuses every command", () => {
  for (const state of orderStates) {
    const row = orderGrid[state].split(" ");
    assert.equal(row.length, orderCommands.length, state);
    for (const [i, command] of orderCommands.entries()) {
      assert.deepEqual(orderCell(state, command), expected(state, row[i]!), `${state} x ${command}`);
    }
  }
});

test("every payment state moves or refuses every command", () => {
  for (const state of paymentStates) {
    const row = paymentGrid[state].split(" ");
    assert.equal(row.length, paymentCommands.length, state);
    for (const [i, command] of paymentCommands.entries()) {
      assert.deepEqual(paymentCell(state, command), expected(state, row[i]!), `${state} x ${command}`);
    }
  }
});
