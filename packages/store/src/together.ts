import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { isStoreTrouble } from "./transient.ts";
import type { Tx, UnitOfWork } from "./unit-of-work.ts";

/** `about` says what the work is about, for whoever reads ahead for a whole group. */
export type Together<About> = <T>(about: About, work: (tx: Tx) => Promise<T>) => Promise<T>;

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
 * Where others wait at a group's end, the next one begins only after as long again, so that it is larger: what a group
 * costs, it costs once. A busy machine, whose groups take longer, gathers more.
 */
const mostRestMs = 25;

type Job<About> = { about: About; work: (tx: Tx) => Promise<unknown>; settle: PromiseWithResolvers<unknown> };

/**
 * Units of work that come while others are under way are done in one transaction, one after the other, and share its
 * statements, its commit and its turn at the write lock. Each is answered once that is committed. Where one fails,
 * nothing of the group is kept and each runs by itself, so that nobody is refused for the sake of another.
 */
export function createTogether<About>(options: TogetherOptions<About>): Together<About> {
  const { unitOfWork, readAhead, lanes = 1, most = 24, monotonicMs = () => performance.now() } = options;
  const waiting: Job<About>[] = [];
  let underWay = 0;

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
      await runGroup(waiting.splice(0, most));
      const restMs = Math.min(mostRestMs, monotonicMs() - beganMs);
      if (restMs > 0 && waiting.length > 0 && waiting.length < most) await pause(restMs);
    }
    underWay -= 1;
  }

  return <T>(about: About, work: (tx: Tx) => Promise<T>) => {
    const settle = Promise.withResolvers<unknown>();
    // In the trace and under the ids of its own request, whoever's group it is in.
    waiting.push({ about, work: AsyncLocalStorage.bind(work), settle });
    if (underWay < lanes) void runOn();
    // What is resolved is what `work` answered.
    return settle.promise as Promise<T>;
  };
}
