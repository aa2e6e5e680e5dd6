import type { CallBoard } from "@siren/contracts/barista";

export type Called = { number: number; nickname: string };
export type Calls = { ready: readonly Called[]; making: readonly Called[] };

export const noCalls: Calls = { ready: [], making: [] };

const without = (list: readonly Called[], number: number) => list.filter((one) => one.number !== number);
const has = (list: readonly Called[], number: number) => list.some((one) => one.number === number);

/** The newest first: who has just been called looks at the top. */
export function withList(calls: Calls, { entries }: Pick<CallBoard, "entries">): Calls {
  const of = (wanted: "READY" | "MAKING") =>
    entries.filter(({ state }) => state === wanted).map(({ number, nickname }) => ({ number, nickname }));
  const listed = of("READY");
  // Those that were shown keep their places: a name that jumps is not found again.
  const stay = calls.ready.filter(({ number }) => has(listed, number));
  const came = listed.filter(({ number }) => !has(stay, number));
  return { ready: [...came, ...stay], making: of("MAKING").toReversed() };
}

export const withReady = ({ ready, making }: Calls, called: Called): Calls => ({
  ready: [called, ...without(ready, called.number)],
  making: without(making, called.number),
});

export const withCleared = ({ ready, making }: Calls, number: number): Calls => ({
  ready: without(ready, number),
  making,
});

/** Called now, and not a moment ago. */
export const newlyCalled = (before: Calls, after: Calls): Called[] =>
  after.ready.filter(({ number }) => !has(before.ready, number));
