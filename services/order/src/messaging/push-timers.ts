import type { MessagingLog } from "@siren/chassis/messaging/ports";
import type { TimerHandlers } from "@siren/chassis/messaging/timers";
import type { PushAnswer, PushLine, PushMessage, PushWork, Sending } from "../use-cases/push-ports.ts";
import { beginSending, endSending, lookWhoHasNotHeard, type RingParts } from "../use-cases/ring-by-push.ts";
import type { AfterCommit } from "./saga-timers.ts";

/** How many messages may be under way to one push service, and when one that is down is asked again. */
export type HostRoom = {
  waitMs(host: string, hasWaited: boolean): number;
  begin(host: string): (went: "answered" | "failed") => void;
};

export type PushTimersParts<Tx> = RingParts & {
  workOf: (tx: Tx) => PushWork;
  unit: <T>(work: (work: PushWork) => Promise<T>) => Promise<T>;
  line: PushLine;
  room: HostRoom;
  log: MessagingLog;
  onAnswer: (kind: PushAnswer["kind"]) => void;
  reach: (step: string) => Promise<void>;
};

/** What is under way at a stop has so long; what has not ended by then goes on at another replica. */
const lastWordMs = 800;

/**
 * Two kinds of timers. `push` comes a moment after READY and sets a `push-send` for each browser of the person; each
 * of those is one message until it is done, and sets itself anew before its work goes out into the open.
 */
export function createPushTimers<Tx extends AfterCommit>(parts: PushTimersParts<Tx>) {
  const { workOf, unit, line, room, log, onAnswer, reach } = parts;
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  const nameOf = ({ orderId, subscriptionId, attempt }: Sending) => ({
    ...{ orderId, subscription: subscriptionId.slice(0, 8), attempt },
  });

  async function send(message: PushMessage, sending: Sending): Promise<void> {
    const { host } = sending;
    const leave = room.begin(host);
    let answer: PushAnswer = { kind: "interrupted" };
    try {
      await reach("order.push-sending");
      answer = await line.send(message, stopping.signal);
    } finally {
      leave(answer.kind === "later" && answer.isDown ? "failed" : "answered");
    }
    onAnswer(answer.kind);
    // The endpoint is a secret between the browser and its service; whose it is says enough.
    if ("why" in answer) log.warn("push.not-taken", { ...nameOf(sending), host, why: answer.why });
    else log.info("push.sent", { ...nameOf(sending), host, answer: answer.kind });
    await unit((work) => endSending(parts, work, sending, answer));
  }

  function begin(message: PushMessage, sending: Sending): void {
    const run = send(message, sending)
      .catch((error: unknown) => log.warn("push.failed", { ...nameOf(sending), error: String(error) }))
      .finally(() => running.delete(run));
    running.add(run);
  }

  const handlers = {
    push: async (timer, tx) => {
      const { orderId } = timer.data as { orderId: string };
      await lookWhoHasNotHeard(parts, workOf(tx), orderId);
    },
    "push-send": async (timer, tx) => {
      const begun = await beginSending(parts, workOf(tx), timer.data as Sending, room.waitMs);
      if (begun) tx.afterCommit(() => begin(begun.message, begun.sending));
    },
  } satisfies TimerHandlers<Tx>;

  return {
    handlers,
    async settle(): Promise<void> {
      const cut = setTimeout(() => stopping.abort(), lastWordMs);
      await Promise.all(running);
      clearTimeout(cut);
    },
  };
}
