import { Readable } from "node:stream";
import type { Dispatched } from "./attempt-answer.ts";
import { type Tries, timesSent, tryUntilAnswered } from "./attempts.ts";
import type { DispatchRequest, DispatchSurroundings } from "./dispatch.ts";
import { Left } from "./leaving.ts";
import { mostSentAttempts } from "./retry.ts";
import type { ServiceRoom } from "./service-room.ts";

type Run = { answer: Promise<Dispatched>; win: () => void; abandon: () => void };

/**
 * An instance that froze takes the request and says nothing, to anybody. After `firstTryMs` of that another one is asked
 * beside it, where the request may be sent twice, and the first answer counts: one that was only slow loses nothing by
 * it. One that answers others has too much to do, as the other one most likely has: asked of both, it would be more.
 * It is paid out of the retry budget, so that a service which is slow everywhere is not asked for twice as much.
 */
export function tryBesideSilence(
  room: ServiceRoom,
  request: DispatchRequest,
  around: DispatchSurroundings,
  leave: () => void,
): Promise<Dispatched> {
  const tries: Tries = { tried: new Set(), sent: 0, underWay: 0 };
  const { firstTryMs, retry, body } = request;
  const isAlone = room.members().length < 2;
  if (isAlone || firstTryMs === undefined || retry === "never" || body instanceof Readable)
    return tryUntilAnswered(room, request, around, leave, tries);
  return tryTwo(room, request, around, leave, tries, firstTryMs);
}

async function tryTwo(
  room: ServiceRoom,
  request: DispatchRequest,
  around: DispatchSurroundings,
  leave: () => void,
  tries: Tries,
  firstTryMs: number,
): Promise<Dispatched> {
  const { tried } = tries;
  const first = begin(room, request, around, leave, tries);
  const silentOf = () => [...tried].at(-1);
  // What nearly each request comes to; all else is looked at only where it does not.
  if (!(await outlasts(first.answer, firstTryMs))) {
    first.win();
    return first.answer;
  }
  const isSilent = await saysNothing(first.answer, firstTryMs, () => {
    const answer = room.last.of(silentOf() ?? "").answer;
    return answer === undefined ? Number.POSITIVE_INFINITY : around.now() - answer.atMs;
  });
  const silent = silentOf();
  const isSomebodyElseWell = room.members().some(({ id }) => !tried.has(id) && !room.ejection.isEjected(id));
  // Two in all, whoever of them asks.
  const mayBeSent = timesSent(tries) < mostSentAttempts;
  if (!isSilent || silent === undefined || !isSomebodyElseWell || !mayBeSent || !room.budget.spend()) {
    first.win();
    return first.answer;
  }
  around.metrics.retry(room.service);
  const second = begin(room, { ...request }, around, leave, tries);
  const { winner, isBetter } = await firstToAnswer(first, second);
  if (winner === second && isBetter) room.ejection.trouble(silent, "timeout", room.memberIds());
  winner.win();
  (winner === first ? second : first).abandon();
  return winner.answer;
}

/** A second one that has no room for it answers at once, and says nothing of the first one's work. */
async function firstToAnswer(first: Run, second: Run): Promise<{ winner: Run; isBetter: boolean }> {
  const answered = first.answer.then(() => ({ winner: first, isBetter: true }));
  const didIt = second.answer.then(({ status }) => {
    if (status >= 500) throw new Error(`the second one answers ${status}`);
    return { winner: second, isBetter: true };
  });
  // Neither did it: what the second one says is better than no answer.
  const neither = second.answer.then(
    () => ({ winner: second, isBetter: false }),
    () => ({ winner: first, isBetter: false }),
  );
  return Promise.any([answered, didIt]).catch(() => neither);
}

/**
 * Only the answer that is given holds the place in the bulkhead, until its body is over. The request is this one's
 * alone, and whoever begins it listens to its answer at once.
 */
function begin(
  room: ServiceRoom,
  request: DispatchRequest,
  around: DispatchSurroundings,
  leave: () => void,
  tries: Tries,
): Run {
  const abandoned = new Left();
  let hasWon = false;
  let isOver = false;
  const over = () => {
    isOver = true;
    if (hasWon) leave();
  };
  request.abandoned = abandoned;
  const answer = tryUntilAnswered(room, request, around, over, tries);
  return {
    answer,
    win() {
      hasWon = true;
      if (isOver) leave();
    },
    abandon() {
      abandoned.abort();
      answer.then(({ body }) => body.on("error", () => {}).destroy()).catch(() => {});
    },
  };
}

/** This one was not: until no other request of that instance's was for so long, or this one is. */
async function saysNothing(
  answer: Promise<unknown>,
  forMs: number,
  sinceItsLastMs: () => number,
): Promise<boolean> {
  for (;;) {
    const sinceMs = sinceItsLastMs();
    if (sinceMs >= forMs) return true;
    if (!(await outlasts(answer, Math.max(1, forMs - sinceMs)))) return false;
  }
}

function outlasts(work: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, ms, true);
  const settled = () => {
    clearTimeout(timer);
    resolve(false);
  };
  work.then(settled, settled);
  return promise;
}
