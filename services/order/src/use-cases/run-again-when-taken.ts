import { AlreadyTaken } from "./ports.ts";

/** A day's first number, a key and a slot may each be lost to somebody quicker, one after the other. */
const mostRuns = 4;

/** The next run reads what the quicker one wrote, and decides anew. */
export async function runAgainWhenTaken<T>(run: (runs: number) => Promise<T>): Promise<T> {
  for (let runs = 1; ; runs += 1) {
    try {
      return await run(runs);
    } catch (error) {
      if (!(error instanceof AlreadyTaken) || runs === mostRuns) throw error;
    }
  }
}
