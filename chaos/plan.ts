import { oneOf, seeded } from "../e2e/harness/seeded.ts";
import { type ProcessName, processNames } from "../scripts/stack/topology.ts";

export const hows = ["SIGKILL", "SIGTERM", "SIGSTOP"] as const;
export type How = (typeof hows)[number];
export type Target = { name: ProcessName; replica: number };

export type Strike = {
  /** From the beginning of the load. */
  atMs: number;
  how: How;
  /** One; both replicas of one service; or two processes of two. All are struck in the same moment. */
  targets: readonly Target[];
  /** A paused process goes on after this, believing that nothing happened. */
  pausedMs: number;
};

export type PlanOptions = {
  seed: number;
  /** Of load, with the quiet time at its beginning. */
  loadMs: number;
  /** Nothing is struck in it: what it measures is what the strikes are compared with. */
  quietMs: number;
  everyMs: number;
  only: readonly ProcessName[];
};

export const replicasOfEach = 2;
/** The last one is followed by as much time, so that the load meets the return of what it struck. */
const lastBeforeEndMs = 5_000;
const howOften = { wholeService: 0.14, twoAtOnce: 0.1 } as const;
/** Of three, one is killed without a word, one asked to go, one frozen; more often killed. */
const howsByWeight: readonly How[] = ["SIGKILL", "SIGKILL", "SIGTERM", "SIGSTOP", "SIGSTOP"];
const shortestPauseMs = 500;
const longestPauseMs = 8_000;

/** Those that write are struck twice as often as the ways in, the registry, the menu and the auditor. */
const writers: ReadonlySet<ProcessName> = new Set(["order", "barista", "member"]);

/**
 * The same options are the same plan; into whose work a strike falls is the machine's own chance. Victims are dealt
 * from a deck, so that in one round of it each process is struck.
 */
export function planOf({ seed, loadMs, quietMs, everyMs, only }: PlanOptions): Strike[] {
  const random = seeded(seed);
  const names = processNames.filter((name) => only.length === 0 || only.includes(name));
  const deal = dealerOf(names.flatMap(cardsOf), random);
  const count = Math.max(0, Math.floor((loadMs - lastBeforeEndMs - quietMs) / everyMs));
  return Array.from({ length: count }, (_, n): Strike => {
    const first = deal();
    const chance = random();
    const how = oneOf(howsByWeight, random);
    const atMs = Math.round(quietMs + (n + random() * 0.6) * everyMs);
    const pausedMs = Math.round(shortestPauseMs + random() * (longestPauseMs - shortestPauseMs));
    return { atMs, how, targets: targetsOf(first, chance, deal, names), pausedMs };
  });
}

function targetsOf(
  first: Target,
  chance: number,
  deal: () => Target,
  names: readonly ProcessName[],
): Target[] {
  const { name } = first;
  if (chance < howOften.wholeService)
    return Array.from({ length: replicasOfEach }, (_, replica) => ({ name, replica }));
  if (chance > howOften.wholeService + howOften.twoAtOnce || names.length < 2) return [first];
  for (;;) {
    const second = deal();
    if (second.name !== name) return [first, second];
  }
}

function cardsOf(name: ProcessName): Target[] {
  const each = Array.from({ length: replicasOfEach }, (_, replica) => ({ name, replica }));
  return writers.has(name) ? [...each, ...each] : each;
}

function dealerOf(cards: readonly Target[], random: () => number): () => Target {
  let deck: Target[] = [];
  return () => {
    if (deck.length === 0) deck = shuffled(cards, random);
    return deck.pop() as Target;
  };
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const cards = [...list];
  for (let at = cards.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [cards[at], cards[other]] = [cards[other] as T, cards[at] as T];
  }
  return cards;
}

export const labelOf = ({ name, replica }: Target): string => `${name}-${replica}`;
export const isWholeService = ({ targets }: Pick<Strike, "targets">): boolean =>
  targets.length > 1 && targets.every(({ name }) => name === targets[0]?.name);
