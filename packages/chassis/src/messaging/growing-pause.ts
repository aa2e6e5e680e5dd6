/** 1x, 2x, 4x ... of `firstMs` up to `mostMs`, each shortened by up to half so that replicas do not march in step. */
export function growingPauseMs(
  failures: number,
  { firstMs, mostMs }: { firstMs: number; mostMs: number },
  random: () => number,
): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return full * (0.5 + random() / 2);
}
