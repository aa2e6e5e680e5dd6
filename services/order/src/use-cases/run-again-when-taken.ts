import { AlreadyTaken } from "./ports.ts";

/** The second run reads what the quicker one wrote, and decides anew. */
export async function runAgainWhenTaken<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AlreadyTaken)) throw error;
    return run();
  }
}
