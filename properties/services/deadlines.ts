import type { Deadlines } from "../../services/order/src/use-cases/ports.ts";

/** Order's own, as its configuration has them when nothing is said. */
export const deadlines: Deadlines = {
  holdResumeMs: 2_000,
  holdAgainMs: 3_000,
  holdAnswerMs: 60_000,
  storeAckMs: 600_000,
  storeAckAgainMs: 5_000,
  cancelAgainMs: 3_000,
  moveAgainMs: 3_000,
  captureAlarmMs: 300_000,
  pushAfterMs: 4_000,
  oopsWindowMs: 10_000,
  pickUpAtMostMs: 24 * 3_600_000,
};
