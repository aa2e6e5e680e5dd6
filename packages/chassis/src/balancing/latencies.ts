/** Four bins to an octave, from a quarter of a millisecond to about four minutes: a percentile is within a tenth. */
const binsPerOctave = 4;
const binCount = 80;
const firstOctave = 2;

const binOf = (tookMs: number): number =>
  tookMs <= 0
    ? 0
    : Math.min(binCount - 1, Math.max(0, Math.floor((Math.log2(tookMs) + firstOctave) * binsPerOctave)));
const edgeOf = (bin: number): number => (bin <= 0 ? 0 : 2 ** (bin / binsPerOctave - firstOctave));

export type WindowOptions = { bucketMs: number; buckets: number };

export type WindowSums<K extends string> = {
  windowMs: number;
  /** All kinds together. */
  count: number;
  counts: Record<K, number>;
  meanMs: number;
  /** How long that share of them took at most, 0 to 1; 0 while there were none. */
  quantileMs(share: number): number;
};

export type RollingWindow<K extends string> = {
  note(kind: K, tookMs: number): void;
  sums(): WindowSums<K>;
};

/**
 * What has come of the requests of the last while, and how long they took. Noting one is a few writes into arrays:
 * no timer, nothing allocated, so that it costs the same whether anybody ever looks at it or not.
 */
export function createRollingWindow<const K extends string>(
  kinds: readonly K[],
  now: () => number,
  { bucketMs, buckets }: WindowOptions,
): RollingWindow<K> {
  const width = kinds.length + binCount;
  const places = new Map<K, number>(kinds.map((kind, place) => [kind, place]));
  const cells = new Uint32Array(buckets * width);
  const tookMs = new Float64Array(buckets);
  const numbers = new Float64Array(buckets).fill(-1);

  return {
    note(kind, took) {
      const number = Math.floor(now() / bucketMs);
      const slot = number % buckets;
      const from = slot * width;
      if (numbers[slot] !== number) {
        numbers[slot] = number;
        cells.fill(0, from, from + width);
        tookMs[slot] = 0;
      }
      cells[from + (places.get(kind) ?? 0)]! += 1;
      cells[from + kinds.length + binOf(took)]! += 1;
      tookMs[slot]! += took;
    },
    sums() {
      const newest = Math.floor(now() / bucketMs);
      const bins = new Float64Array(binCount);
      const counts = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<K, number>;
      let count = 0;
      let sumMs = 0;
      for (let slot = 0; slot < buckets; slot++) {
        const number = numbers[slot]!;
        if (number < 0 || number > newest || newest - number >= buckets) continue;
        const from = slot * width;
        for (const [place, kind] of kinds.entries()) {
          counts[kind] += cells[from + place]!;
          count += cells[from + place]!;
        }
        for (let bin = 0; bin < binCount; bin++) bins[bin]! += cells[from + kinds.length + bin]!;
        sumMs += tookMs[slot]!;
      }
      return {
        windowMs: bucketMs * buckets,
        count,
        counts,
        meanMs: count === 0 ? 0 : sumMs / count,
        quantileMs: (share) => quantileOf(bins, count, share),
      };
    },
  };
}

function quantileOf(bins: Float64Array, count: number, share: number): number {
  if (count === 0) return 0;
  const wanted = Math.max(1, Math.ceil(share * count));
  let seen = 0;
  for (let bin = 0; bin < binCount; bin++) {
    const here = bins[bin]!;
    if (here > 0 && seen + here >= wanted) {
      const low = edgeOf(bin);
      return low + (edgeOf(bin + 1) - low) * ((wanted - seen) / here);
    }
    seen += here;
  }
  return edgeOf(binCount);
}
