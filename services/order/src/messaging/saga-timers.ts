import type { MessagingLog } from "@siren/chassis/messaging/ports";
import type { TimerHandlers } from "@siren/chassis/messaging/timers";
import { expireUnaccepted, rearmStoreAckTimer } from "../use-cases/expire-unaccepted.ts";
import { holdWhatIsOwed, rearmOwedTimer } from "../use-cases/hold-what-is-owed.ts";
import { lateCapture, rearmCaptureAlarm } from "../use-cases/late-capture.ts";
import type { SagaParts, SagaTimerKind as TimerKind, Work } from "../use-cases/ports.ts";
import { pursueCancel, rearmCancelTimer } from "../use-cases/pursue-cancel.ts";
import { pursueHold, rearmHoldTimer } from "../use-cases/pursue-hold.ts";
import { pursueMove, rearmMoveTimer } from "../use-cases/pursue-move.ts";

/** Of a transaction: what follows from it once it is committed. */
export type AfterCommit = { afterCommit(effect: () => void): void };

export type SagaTimersParts<Tx> = {
  saga: SagaParts;
  workOf: (tx: Tx) => Work;
  log: MessagingLog;
};

type Duty = {
  rearm: (saga: SagaParts, work: Work, orderId: string) => Promise<boolean>;
  pursue: (saga: SagaParts, orderId: string, log: MessagingLog) => Promise<unknown>;
};

async function tellOfLateCapture(saga: SagaParts, orderId: string, log: MessagingLog): Promise<void> {
  const late = await lateCapture(saga, orderId);
  if (late) log.error("capture.overdue", late);
}

const duties: Record<TimerKind, Duty> = {
  hold: { rearm: rearmHoldTimer, pursue: pursueHold },
  owed: { rearm: rearmOwedTimer, pursue: holdWhatIsOwed },
  "store-ack": { rearm: rearmStoreAckTimer, pursue: expireUnaccepted },
  cancel: { rearm: rearmCancelTimer, pursue: pursueCancel },
  move: { rearm: rearmMoveTimer, pursue: pursueMove },
  capture: { rearm: rearmCaptureAlarm, pursue: tellOfLateCapture },
};

/**
 * A timer's transaction only sets it anew; what it is for asks other services and so runs after that, in
 * the open. Should it fail or die, the timer comes again.
 */
export function createSagaTimers<Tx extends AfterCommit>({ saga, workOf, log }: SagaTimersParts<Tx>) {
  const running = new Map<string, Promise<void>>();

  function pursue(kind: TimerKind, orderId: string) {
    const name = `${kind}:${orderId}`;
    if (running.has(name)) return;
    const run = duties[kind]
      .pursue(saga, orderId, log)
      .then(() => undefined)
      .catch((error: unknown) => log.warn("timer.work-failed", { kind, orderId, error: String(error) }))
      .finally(() => running.delete(name));
    running.set(name, run);
  }

  const handlerOf =
    (kind: TimerKind): TimerHandlers<Tx>[string] =>
    async (timer, tx) => {
      const { orderId } = timer.data as { orderId: string };
      const isWanted = await duties[kind].rearm(saga, workOf(tx), orderId);
      if (isWanted) tx.afterCommit(() => pursue(kind, orderId));
    };

  return {
    handlers: {
      hold: handlerOf("hold"),
      owed: handlerOf("owed"),
      "store-ack": handlerOf("store-ack"),
      cancel: handlerOf("cancel"),
      move: handlerOf("move"),
      capture: handlerOf("capture"),
    } satisfies Record<TimerKind, TimerHandlers<Tx>[string]>,
    settle: async () => void (await Promise.all(running.values())),
  };
}
