import type { EjectionOptions } from "./ejection.ts";

const form = /^([1-9]\d?)\/([1-9]\d{0,3})s\/([1-9]\d{0,3})s\/([1-9]\d?|100)%$/;

/**
 * `2/10s/30s/50%`, in the words of a mesh's outlier detection, so that the balancers that choose go by the same numbers
 * as a proxy that cannot. A connect that failed still counts at once: nothing was sent, and nobody listens there.
 */
export function parseEjection(given: string): EjectionOptions {
  const [, failures, withinS, outS, percent] = form.exec(given) ?? [];
  if (failures === undefined) throw new Error("must be like 2/10s/30s/50%");
  const inARow = Number(failures);
  const outMs = Number(outS) * 1_000;
  return {
    inARow: { reset: inARow, timeout: inARow, cut: inARow, status: inARow },
    withinMs: Number(withinS) * 1_000,
    ...{ firstMs: outMs, mostMs: outMs },
    mostShare: Number(percent) / 100,
  };
}
