import type { OrderState } from "@siren/contracts/order";
import fc from "fast-check";
import type { LivingWorld } from "../services/open-world.ts";
import { judge } from "./judge.ts";
import { live } from "./live.ts";
import { showSequence } from "./show.ts";
import { anySequence, type Sequence } from "./steps.ts";

export type Trial = {
  ground: "memory" | "stored";
  sequences: number;
  seed: number;
  /** Of a counterexample that was told: begins there. */
  path?: string | undefined;
  steps: number;
  /** Of a hundred steps. */
  crashes: number;
  /** How long a counterexample may be made shorter. */
  shrinkForMs?: number;
};

export type Lived = { ends: ReadonlyMap<OrderState, number>; deaths: ReadonlyMap<string, number> };

/** Many days, one after the other; the first that goes wrong is made as short as it can be, and told. */
export async function tryDays(open: () => Promise<LivingWorld>, trial: Trial): Promise<Lived> {
  const { sequences, seed, path, steps, crashes, shrinkForMs = Number.POSITIVE_INFINITY } = trial;
  const ends = new Map<OrderState, number>();
  const deaths = new Map<string, number>();
  let world = await open();
  let giveUpAt = Number.POSITIVE_INFINITY;

  const property = fc.asyncProperty(anySequence({ steps, crashes }), async (sequence) => {
    // What is as short as the time allowed is told as it is.
    if (performance.now() > giveUpAt) return;
    try {
      const day = await live(world, sequence);
      const books = await world.books(day);
      judge(day, books);
      for (const { state } of books.orders) ends.set(state, (ends.get(state) ?? 0) + 1);
      await world.closeDay();
    } catch (fault) {
      giveUpAt = Math.min(giveUpAt, performance.now() + shrinkForMs);
      // Whatever this day left behind is not to spoil the next, shorter one.
      await endWorld();
      world = await open();
      throw fault;
    }
  });

  async function endWorld(): Promise<void> {
    for (const [where, times] of world.deaths) deaths.set(where, (deaths.get(where) ?? 0) + times);
    await world.close();
  }

  try {
    const told = await fc.check(property, { numRuns: sequences, seed, ...(path !== undefined && { path }) });
    if (told.failed) throw new Error(failure(trial, told), { cause: told.errorInstance });
  } finally {
    await endWorld();
  }
  return { ends, deaths };
}

type Told = { counterexamplePath: string | null; counterexample: [Sequence] | null; errorInstance: unknown };

function failure(trial: Trial, { counterexamplePath, counterexample, errorInstance }: Told): string {
  const { ground, seed, steps, crashes } = trial;
  const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  const again = `npm run properties -- --ground ${ground} --seed ${seed} --path ${counterexamplePath} --steps ${steps} --crashes ${crashes}`;
  const story = counterexample ? showSequence(counterexample[0]) : "no sequence";
  return `${why}\n${story}\n  seed ${seed}, path ${counterexamplePath}; again with: ${again}`;
}
