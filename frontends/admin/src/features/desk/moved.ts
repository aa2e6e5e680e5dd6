/** One place up or down; at an end it stays. */
export function moved<T>(all: readonly T[], at: number, by: -1 | 1): T[] {
  const one = all[at];
  const other = all[at + by];
  if (one === undefined || other === undefined) return [...all];
  return all.with(at, other).with(at + by, one);
}
