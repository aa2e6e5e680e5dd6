const none = "-";

export const inPercent = (share: number): string =>
  Number.isNaN(share) ? none : `${(share * 100).toFixed(2)} %`;
export const inMs = (ms: number): string => (Number.isNaN(ms) ? none : `${ms.toFixed(0)} ms`);
export const inSeconds = (s: number | null): string =>
  s === null ? none : `${s.toFixed(s < 100 ? 1 : 0)} s`;
