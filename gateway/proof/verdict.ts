/** What was promised, and whether it held. */
export type Verdict = { promise: string; holds: boolean; found: string };

export const verdict = (promise: string, holds: boolean, found: string | number): Verdict => ({
  promise,
  holds,
  found: String(found),
});

export const told = ({ promise, holds, found }: Verdict): string =>
  `${holds ? "holds " : "BROKEN"}  ${promise}: ${found}`;
