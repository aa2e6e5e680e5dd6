import type { Instance } from "../registry/port.ts";

/** Instances to draw from by weight, at a cost that does not grow with their number. */
export type Urn = {
  instances: readonly Instance[];
  areEqual: boolean;
  draw(random: () => number): Instance | undefined;
};

export const emptyUrn: Urn = { instances: [], areEqual: true, draw: () => undefined };

/** Made once for each list. One of weight 0 is never drawn; it is there for whoever looks through all of them. */
export function urnOf(instances: readonly Instance[], weightOf: (instance: Instance) => number): Urn {
  if (instances.length === 0) return emptyUrn;
  const upTo = new Float64Array(instances.length);
  let sum = 0;
  let areEqual = true;
  const first = weightOf(instances[0] as Instance);
  for (let i = 0; i < instances.length; i++) {
    const weight = weightOf(instances[i] as Instance);
    areEqual &&= weight === first;
    sum += weight;
    upTo[i] = sum;
  }
  if (sum === 0) return { instances, areEqual, draw: () => undefined };
  if (areEqual)
    return { instances, areEqual, draw: (random) => instances[Math.floor(random() * instances.length)] };
  return { instances, areEqual, draw: (random) => instances[firstAbove(upTo, random() * sum)] };
}

/** The first whose running sum is above the mark. */
function firstAbove(upTo: Float64Array, mark: number): number {
  let low = 0;
  let high = upTo.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((upTo[middle] as number) > mark) high = middle;
    else low = middle + 1;
  }
  return low;
}

const mostWeight = 1_000;

/** What an instance says of itself in its metadata; 1 where it says nothing that can be used. */
export function toldWeight({ metadata }: Instance): number {
  const { weight } = metadata;
  if (weight === undefined || !/^\d{1,4}(\.\d{1,3})?$/.test(weight)) return 1;
  return Math.min(mostWeight, Number(weight));
}
