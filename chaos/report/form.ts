const none = "-";

export const inPercent = (share: number): string =>
  Number.isNaN(share) ? none : `${(share * 100).toFixed(2)} %`;
/** Where it could not be found out there is none. */
export const inCount = (count: number): string => (Number.isNaN(count) ? none : String(count));
export const inMs = (ms: number): string => (Number.isNaN(ms) ? none : `${ms.toFixed(0)} ms`);
export const inSeconds = (s: number | null): string =>
  s === null ? none : `${s.toFixed(s < 100 ? 1 : 0)} s`;
