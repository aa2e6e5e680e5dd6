import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { isStoreTrouble, UnitOfWorkTimedOut } from "./transient.ts";
import type { Tx, UnitOfWork } from "./unit-of-work.ts";

/** Asked when the turn of a work has come: what nobody waits for any more is not begun. */
export type IsWanted = () => boolean;

/** `about` says what the work is about, for whoever reads ahead for a whole group. */
export type Together<About> = {
  <T>(about: About, work: (tx: Tx) => Promise<T>, isWanted?: IsWanted): Promise<T>;
  /** How long whoever comes now will probably wait until its group is committed; 0 where there is no line. */
  expectedMs(): number;
};

export type TogetherOptions<About> = {
  unitOfWork: UnitOfWork;
  /** Before the first work of a group of several; nothing may rest on it. */
  readAhead?: (tx: Tx, about: readonly About[]) => Promise<void>;
  /** Groups under way at once. The write lock lets one through at a time anyway, and one gathers most. */
  lanes?: number;
  most?: number;
  monotonicMs?: () => number;
};

/**
 * Where others wait at a group's end, the next one begins only after twice as long again, so that it is larger: what a
 * group costs, it costs once. A busy machine, whose groups take longer, gathers more.
 */
const restsPerGroup = 2;
const mostRestMs = 50;

/** How much of what is expected of a group is what the last one took. */
const weightOfLast = 0.3;

type Job<About> = {
  about: About;
  work: (tx: Tx) => Promise<unknown>;
  isWanted: IsWanted;
  settle: PromiseWithResolvers<unknown>;
};

/**
 * Units of work that come while others are under way are done in one transaction, one after the other, and share its
 * statements, its commit and its turn at the write lock. Each is answered once that is committed. Where one fails,
 * nothing of the group is kept and each runs by itself, so that nobody is refused for the sake of another.
 */
export function createTogether<About>(options: TogetherOptions<About>): Together<About> {
  const { unitOfWork, readAhead, lanes = 1, most = 24, monotonicMs = () => performance.now() } = options;
  const waiting: Job<About>[] = [];
  let underWay = 0;
  let lastBeganMs = 0;
  /** A group and the rest after it, lately. */
  let groupMs = 0;

  function takeGroup(): Job<About>[] {
    const group: Job<About>[] = [];
    for (let next = waiting.shift(); next; next = group.length < most ? waiting.shift() : undefined) {
      if (next.isWanted()) group.push(next);
      else next.settle.reject(new UnitOfWorkTimedOut("not-applied", undefined));
    }
    return group;
  }

  async function runAlone({ work, settle }: Job<About>): Promise<void> {
    await unitOfWork(work).then(settle.resolve, settle.reject);
  }

  async function runGroup(group: readonly Job<About>[]): Promise<void> {
    const [only, ...others] = group;
    if (only && others.length === 0) return runAlone(only);
    try {
      const answers = await unitOfWork(async (tx) => {
        await readAhead?.(
          tx,
          group.map(({ about }) => about),
        );
        const given: unknown[] = [];
        for (const { work } of group) given.push(await work(tx));
        return given;
      });
      for (const [i, { settle }] of group.entries()) settle.resolve(answers[i]);
    } catch (error) {
      // Whether it was done may be open, as after a commit that was not answered: the same holds for each of them.
      if (isStoreTrouble(error)) for (const { settle } of group) settle.reject(error);
      else await Promise.all(group.map(runAlone));
    }
  }

  async function runOn(): Promise<void> {
    underWay += 1;
    while (waiting.length > 0) {
      const beganMs = monotonicMs();
      const group = takeGroup();
      if (group.length === 0) continue;
      lastBeganMs = beganMs;
      await runGroup(group);
      const restMs = Math.min(mostRestMs, restsPerGroup * (monotonicMs() - beganMs));
      if (restMs > 0 && waiting.length > 0 && waiting.length < most) await pause(restMs);
      const tookMs = monotonicMs() - beganMs;
      groupMs = groupMs === 0 ? tookMs : groupMs + (tookMs - groupMs) * weightOfLast;
    }
    underWay -= 1;
  }

  /** What is under way, full groups before one's own, and that. One that takes longer than others is believed at once. */
  function expectedMs(): number {
    if (underWay < lanes) return 0;
    const sinceMs = monotonicMs() - lastBeganMs;
    const eachMs = Math.max(groupMs, sinceMs);
    return Math.max(0, groupMs - sinceMs) + (Math.floor(waiting.length / most) + 1) * eachMs;
  }

  function join<T>(about: About, work: (tx: Tx) => Promise<T>, isWanted: IsWanted = () => true): Promise<T> {
    const settle = Promise.withResolvers<unknown>();
    // In the trace and under the ids of its own request, whoever's group it is in.
    waiting.push({ about, work: AsyncLocalStorage.bind(work), isWanted, settle });
    if (underWay < lanes) void runOn();
    // What is resolved is what `work` answered.
    return settle.promise as Promise<T>;
  }

  return Object.assign(join, { expectedMs });
}
