import { setTimeout as pause } from "node:timers/promises";
import type { Person } from "../../e2e/harness/person.ts";
import { seededFor } from "../../e2e/harness/seeded.ts";
import { staysSignedIn } from "../../e2e/harness/signed-in.ts";
import { type History, recorded } from "../history.ts";

/** What everybody of a run shares. */
export type Scene = {
  seed: number;
  gateways: readonly string[];
  history: History;
  /** No order is begun after this. */
  ordering: AbortSignal;
  /** The board is left after this; what is under way is let go. */
  working: AbortSignal;
  /** Who still waits for an answer then waits no more: it is in doubt. */
  leaving: AbortSignal;
  /** What nobody was answered for while the load went on: asked again when all is back. */
  inDoubt: InDoubt[];
};

export type InDoubt = { person: Person; path: string; body?: object; key: string };

export const chanceOf = ({ seed }: Scene, who: string) => seededFor(seed, who);

/** From now on they are in the history, and go on with a new token when theirs has run out, as the page does. */
export function join<P extends Person>({ history, leaving }: Scene, person: P, who: string): P {
  person.leaves = leaving;
  return staysSignedIn(recorded(person, who, history));
}

export const nap = (ms: number, signal: AbortSignal): Promise<void> =>
  pause(ms, undefined, { signal }).catch(() => undefined);

let made = 0;
/** Keys of one run differ; what they are is no part of the plan. */
export function keyFor(who: string): string {
  made += 1;
  return `chaos-${who}-${process.pid}-${made}`;
}
