import type { Order } from "../domain/order.ts";
import type {
  PushAnswer,
  PushMessage,
  PushReads,
  PushSubscription,
  PushWork,
  Sending,
} from "./push-ports.ts";

export type RingParts = {
  reads: PushReads;
  now: () => number;
  random: () => number;
  topicOf: (orderId: string) => string;
};

/** So long a drink waits for its customer; afterwards a message would be one more disappointment. */
const worthTellingMs = 60 * 60_000;
const notNumberedYetMs = 500;
/** After which a message that was begun and has no outcome is begun again: longer than one takes at most. */
const resumeMs = 15_000;
const mostAttempts = 8;
const firstPauseMs = 2_000;
const longestPauseMs = 5 * 60_000;
const mostRefusals = 3;

/** The READY that the order is in, as the order's own version; null when it is not ready (any more). */
function readyOf({ state, history }: Order): { version: number; at: number } | null {
  if (state !== "READY") return null;
  return history.findLast((entry) => entry.state === "READY") ?? null;
}

/** A moment after READY: whoever has not seen it on a page of theirs is told in each of their browsers. */
export async function lookWhoHasNotHeard(parts: RingParts, work: PushWork, orderId: string): Promise<void> {
  const { reads, now } = parts;
  const order = await work.order(orderId);
  const ready = order && readyOf(order);
  if (!order || !ready || now() > ready.at + worthTellingMs) return;
  const subscriptions = await work.of(order.owner.id);
  if (subscriptions.length === 0) return;
  const n = await reads.readyAt(order, ready.version);
  if (n === null) return work.lookAgain(orderId, now() + notNumberedYetMs);
  if ((await reads.heardUpTo(order.owner)) >= n) return;
  for (const { id, endpoint } of subscriptions) {
    const { host } = new URL(endpoint);
    await work.setSending({ orderId, version: ready.version, subscriptionId: id, attempt: 0, host }, now());
  }
}

type Begun = { message: PushMessage; sending: Sending };

/**
 * Whether a message is still wanted, and as what. `waitMs` says for how long its push service cannot be asked: of those
 * that wait nothing is read. It is set anew before it is begun: should this process die, another goes on with it.
 */
export async function beginSending(
  parts: RingParts,
  work: PushWork,
  sending: Sending,
  waitMs: (host: string, hasWaited: boolean) => number,
): Promise<Begun | null> {
  const { reads, now, topicOf } = parts;
  const { orderId, version, subscriptionId, attempt, host, hasWaited = false } = sending;
  const pauseMs = waitMs(host, hasWaited);
  if (pauseMs > 0) {
    await work.setSending({ ...sending, hasWaited: true }, now() + pauseMs);
    return null;
  }
  const order = await work.order(orderId);
  const to = await work.byId(subscriptionId);
  const ready = order && readyOf(order);
  if (!order || !to || to.owner.id !== order.owner.id || ready?.version !== version) return null;
  const endsAt = ready.at + worthTellingMs;
  if (attempt >= mostAttempts || now() >= endsAt) return null;
  const n = await reads.readyAt(order, version);
  if (n !== null && (await reads.heardUpTo(order.owner)) >= n) return null;
  const begun = { ...sending, attempt: attempt + 1 };
  await work.setSending(begun, now() + resumeMs);
  const store = (await work.storeName(order.storeId)) ?? { ko: order.storeId, en: order.storeId };
  const notice = { orderId, number: order.number, store, language: to.language };
  const ttlS = Math.max(1, Math.floor((endsAt - now()) / 1_000));
  return { sending: begun, message: { to, notice, ttlS, topic: topicOf(orderId) } };
}

/** Once it is taken, that browser is not told of this READY again. */
export async function endSending(
  parts: RingParts,
  work: PushWork,
  sending: Sending,
  answer: PushAnswer,
): Promise<void> {
  const { now } = parts;
  if (answer.kind === "interrupted") return work.setSending(sending, now());
  if (answer.kind === "later" && sending.attempt < mostAttempts) {
    const pauseMs = Math.max(answer.afterMs ?? 0, pauseAfter(sending.attempt, parts.random));
    return work.setSending(sending, now() + pauseMs);
  }
  await work.endSending(sending);
  if (answer.kind === "gone") return work.remove(sending.subscriptionId);
  const known = await work.byId(sending.subscriptionId);
  if (known) await noteHowItWent(work, known, answer);
}

async function noteHowItWent(work: PushWork, { id, refusals }: PushSubscription, { kind }: PushAnswer) {
  if (kind === "taken" && refusals > 0) await work.noteRefusals(id, 0);
  if (kind !== "refused") return;
  if (refusals + 1 >= mostRefusals) await work.remove(id);
  else await work.noteRefusals(id, refusals + 1);
}

function pauseAfter(attempt: number, random: () => number): number {
  const pauseMs = Math.min(longestPauseMs, firstPauseMs * 3 ** (attempt - 1));
  return pauseMs * (0.8 + 0.4 * random());
}
