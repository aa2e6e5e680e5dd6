import { growingPauseMs } from "@siren/chassis/messaging/growing-pause";
import type { Campaign, LeasePort, MessagingLog } from "@siren/chassis/messaging/ports";
import { createWake } from "@siren/chassis/messaging/wake";
import type { NotificationChannel } from "@siren/contracts/notifications";
import type { Letter } from "./letters.ts";
import type { Due, Outgoing } from "./outgoing.ts";

/** `why` names codes and steps only: what a server says may have an address in it. */
export type Outcome =
  | { kind: "sent" }
  /** This letter will never be taken. */
  | { kind: "refused"; why: string }
  /** Perhaps later. */
  | { kind: "failed"; why: string }
  /** It is the other end, or our settings: nothing that waits would get through. */
  | { kind: "down"; why: string };

/** Hands one letter over, within its time; never throws. */
export type Courier = {
  withinMs: number;
  atOnce: number;
  send(letter: Letter, signal: AbortSignal): Promise<Outcome>;
};

type Counter = { add(n: number, labels: Record<string, string>): void };
export type SenderParts = {
  channel: NotificationChannel;
  courier: Courier;
  outgoing: Pick<Outgoing, "onPut" | "due" | "take" | "drop" | "putOff">;
  leases: LeasePort;
  log: MessagingLog;
  counters: { sent: Counter; failed: Counter; givenUp: Counter };
  now: () => number;
  random?: () => number;
  lookEveryMs?: number;
};

const secondMs = 1_000;
/** After each try that the other end refused for now; with the last one it is given up. */
const pausesMs = [10, 30, 120, 600, 1_800, 3_600, 7_200, 14_400].map((seconds) => seconds * secondMs);
/** While nothing gets through, one letter at a time finds out whether it does again, and each by its turn. */
const mostRemembered = 10_000;
const downPause = { firstMs: secondMs, mostMs: 60 * secondMs };
/** A try may end this much after its time, and the store's answer take so long, before another one begins. */
const slackMs = 10 * secondMs;
/** What is under way when this process is told to stop may still end. */
const graceMs = 1 * secondMs;

/**
 * One replica at a time sends what waits. A process that dies after the other end took a letter, and before it is
 * noted, leaves it to be sent again under the same id: that is the price of losing none.
 */
export function startSender(parts: SenderParts): Campaign {
  const { channel, outgoing, leases, log, now, random = Math.random, lookEveryMs = secondMs } = parts;
  const wake = createWake();
  const deliver = createDelivery(parts);
  outgoing.onPut(channel, () => wake.ring());

  return leases.campaign(`send:${channel}`, async ({ signal }) => {
    let [downs, troubles, quietUntil] = [0, 0, 0];
    /** Those that met nobody since one got through; while it is only one, the fault may be its own. */
    let unheard = new Set<string>();
    const stop = endingAfter(signal, graceMs);
    while (!signal.aborted) {
      try {
        const quietMs = quietUntil - now();
        if (quietMs > 0) {
          await createWake().wait(Math.min(lookEveryMs, quietMs), signal);
          continue;
        }
        const { letters, nextAt } = await outgoing.due(channel, now(), downs > 0 ? 1 : parts.courier.atOnce);
        if (letters.length === 0) {
          const untilNextMs = nextAt === undefined ? lookEveryMs : Math.max(10, nextAt - now());
          await wake.wait(Math.min(lookEveryMs, untilNextMs), signal);
          continue;
        }
        const tried = onePerPerson(letters);
        const outcomes = await Promise.all(tried.map((letter) => deliver(letter, stop)));
        if (signal.aborted) return;
        const met = tried.filter((_, i) => outcomes[i]?.kind === "down").map(({ _id }) => _id);
        unheard = new Set([...unheard, ...met].slice(0, 2));
        const down = outcomes.find((one) => one?.kind === "down");
        const isThrough = outcomes.some((one) => one !== null && one.kind !== "down");
        if (isThrough && downs > 0) log.info("notifier.channel-back", { channel, failures: downs });
        downs = isThrough ? 0 : downs + (down ? 1 : 0);
        if (isThrough) unheard.clear();
        if (down && !isThrough) {
          if (unheard.size > 1) quietUntil = now() + growingPauseMs(downs, downPause, random);
          if (downs === 1 || downs % 60 === 0)
            log.warn("notifier.channel-down", { channel, why: down.why, failures: downs });
        }
        troubles = 0;
      } catch (error) {
        troubles += 1;
        log.warn("notifier.failed", { channel, failures: troubles, error: String(error) });
        await createWake().wait(growingPauseMs(troubles, { firstMs: 50, mostMs: 2_000 }, random), signal);
      }
    }
  });
}

/** Nobody's letters overtake each other: "ready" is not to be read before "begun". */
function onePerPerson(letters: readonly Due[]): Due[] {
  const seen = new Set<string>();
  return letters.filter(({ to, memberId }) => {
    const who = memberId ?? to;
    return seen.has(who) ? false : seen.add(who);
  });
}

function endingAfter(signal: AbortSignal, ms: number): AbortSignal {
  const ending = new AbortController();
  const begin = () => void setTimeout(() => ending.abort(), ms).unref();
  if (signal.aborted) begin();
  else signal.addEventListener("abort", begin, { once: true });
  return ending.signal;
}

/** One letter, once; null when it was somebody else's or over. */
function createDelivery(parts: SenderParts) {
  const { channel, courier, outgoing, log, counters, now, random = Math.random } = parts;
  /** How often each met nobody, and how many had got through when it last did. */
  const unheard = new Map<string, { downs: number; through: number }>();
  let through = 0;

  /** Others got through between two tries of it: so it is this letter that never will. */
  function isItsOwn(letterId: string): boolean {
    const before = unheard.get(letterId) ?? { downs: 0, through };
    if (unheard.size >= mostRemembered) unheard.clear();
    unheard.set(letterId, { downs: before.downs + 1, through });
    return through > before.through;
  }

  async function giveUp(due: Due, why: string): Promise<null> {
    const { _id: letterId, about, attempts } = due;
    await outgoing.drop(due);
    unheard.delete(letterId);
    log.warn("notifier.given-up", { letterId, channel, about, why, attempts });
    counters.givenUp.add(1, { channel, about });
    return null;
  }

  return async (due: Due, stop: AbortSignal): Promise<Outcome | null> => {
    if (due.uselessAt <= now()) return giveUp(due, "too late");
    const letter = await outgoing.take(due, now() + courier.withinMs + slackMs);
    if (letter === null) return null;
    if (letter === "unreadable") return giveUp(due, "sealed by another key");
    const { letterId, about } = letter;
    const outcome = await courier.send(
      letter,
      AbortSignal.any([AbortSignal.timeout(courier.withinMs), stop]),
    );
    if (outcome.kind !== "down") through += 1;
    if (outcome.kind === "sent") {
      unheard.delete(letterId);
      await outgoing.drop(due);
      counters.sent.add(1, { channel, about });
      return outcome;
    }
    counters.failed.add(1, { channel, about });
    if (outcome.kind === "refused") {
      await giveUp({ ...due, attempts: due.attempts + 1 }, outcome.why);
      return outcome;
    }
    const pauseMs = pausesMs[due.attempts];
    // While nothing gets through it is no letter's fault; which of them is tried next goes by turns.
    if (outcome.kind === "down" && !isItsOwn(letterId)) {
      const { downs = 1 } = unheard.get(letterId) ?? {};
      const ownPauseMs = stop.aborted ? 0 : growingPauseMs(downs, downPause, random);
      await outgoing.putOff(due, now() + ownPauseMs, false);
    } else if (pauseMs === undefined) await giveUp({ ...due, attempts: due.attempts + 1 }, outcome.why);
    else {
      await outgoing.putOff(due, now() + pauseMs, true);
      log.info("notifier.put-off", { letterId, channel, about, why: outcome.why, pauseMs });
    }
    return outcome;
  };
}
