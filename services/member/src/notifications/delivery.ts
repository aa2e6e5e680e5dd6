import type { MessagingLog } from "@siren/chassis/messaging/ports";
import { inTraceOf, noteFailed } from "@siren/chassis/messaging/trace-of";
import type { Tracing } from "@siren/chassis/tracing/tracing";
import type { NotificationChannel } from "@siren/contracts/notifications";
import type { ChannelHealth } from "./channel-health.ts";
import type { Courier, Outcome } from "./courier.ts";
import type { Due, Outgoing } from "./outgoing.ts";

type Counter = { add(n: number, labels: Record<string, string>): void };
export type DeliveryParts = {
  channel: NotificationChannel;
  courier: Courier;
  outgoing: Outgoing;
  log: MessagingLog;
  tracing?: Tracing | undefined;
  counters: { sent: Counter; failed: Counter; givenUp: Counter };
  now: () => number;
};

const secondMs = 1_000;
/** After each try that the other end refused for now; with the last one it is given up. */
const pausesMs = [10, 30, 120, 600, 1_800, 3_600, 7_200, 14_400].map((seconds) => seconds * secondMs);
/** A try may end this much after its time, and the store's answer take so long, before another one begins. */
const slackMs = 10 * secondMs;

/** One letter, once, and what follows of it for the letter and for its channel. */
export function createDelivery(parts: DeliveryParts, health: ChannelHealth) {
  const { channel, courier, outgoing, log, counters, now } = parts;

  async function giveUp(due: Due, why: string): Promise<void> {
    const { _id: letterId, about, attempts } = due;
    await outgoing.drop(due);
    health.forget(letterId);
    log.warn("notifier.given-up", { letterId, channel, about, why, attempts });
    counters.givenUp.add(1, { channel, about });
  }

  /** Within the courier's time; what the other end may have by then has more time to be answered. */
  async function send(due: Due, letter: Parameters<Courier["send"]>[0], stop: AbortSignal): Promise<Outcome> {
    const late = new AbortController();
    let isHandedOver = false;
    const end = () => late.abort();
    let timer = setTimeout(() => {
      if (!isHandedOver) return end();
      timer = setTimeout(end, courier.answerWithinMs);
      const until = now() + courier.answerWithinMs + slackMs;
      void outgoing.keep(due, until).catch((error: unknown) => {
        log.warn("notifier.failed", { channel, failures: 1, error: String(error) });
      });
    }, courier.withinMs);
    try {
      const outcome = await courier.send(letter, AbortSignal.any([late.signal, stop]), () => {
        isHandedOver = true;
      });
      if (outcome.kind !== "sent") noteFailed(outcome.kind);
      return outcome;
    } finally {
      clearTimeout(timer);
    }
  }

  function noteHealth(letterId: string, outcome: Outcome): "letter" | "channel" | undefined {
    if (outcome.kind === "unsure") return undefined;
    if (outcome.kind !== "down") {
      const failures = health.downs();
      if (health.gotThrough(letterId)) log.info("notifier.channel-back", { channel, failures });
      return undefined;
    }
    const before = health.downs();
    const fault = health.endedDown(letterId);
    const failures = health.downs();
    if (failures > before && (failures === 1 || failures % 60 === 0))
      log.warn("notifier.channel-down", { channel, why: outcome.why, failures });
    return fault;
  }

  return async (due: Due, stop: AbortSignal): Promise<void> => {
    if (due.uselessAt <= now()) return giveUp(due, "too late");
    const letter = await outgoing.take(due, now() + courier.withinMs + slackMs);
    if (letter === null) return;
    if (letter === "unreadable") return giveUp(due, "sealed by another key");
    const { letterId, about } = letter;
    const step = { tracing: parts.tracing, name: `${channel} ${about}`, kind: "calls" } as const;
    const outcome = await inTraceOf(letter.traceparent, () => send(due, letter, stop), step);
    // A try that was broken off here says nothing of the other end.
    const isBrokenOff = stop.aborted && outcome.kind === "down";
    const fault = isBrokenOff ? undefined : noteHealth(letterId, outcome);
    if (outcome.kind === "sent") {
      await outgoing.drop(due);
      counters.sent.add(1, { channel, about });
      return;
    }
    counters.failed.add(1, { channel, about });
    if (isBrokenOff) return outgoing.putOff(due, now(), false);
    // While nothing gets through it is no letter's fault; which of them is tried next goes by turns.
    if (fault === "channel") return outgoing.putOff(due, now() + secondMs, false);
    const pauseMs = pausesMs[due.attempts];
    if (outcome.kind === "refused" || pauseMs === undefined)
      return giveUp({ ...due, attempts: due.attempts + 1 }, outcome.why);
    await outgoing.putOff(due, now() + pauseMs, true);
    log.info("notifier.put-off", { letterId, channel, about, why: outcome.why, pauseMs });
  };
}
