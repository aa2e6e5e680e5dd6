import type { LatencyBins } from "@siren/contracts/ops-gateways";

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
  /** Of all of them together. */
  tookMs: number;
  /** How many took how long, where there are any: what several processes have seen is put together of it. */
  bins: LatencyBins;
  /** How long that share of them took at most, 0 to 1; 0 while there were none. */
  quantileMs(share: number): number;
};

/** What came of one bucket's time. */
export type WindowStep<K extends string> = { at: number; counts: Record<K, number>; bins: LatencyBins };

export type RollingWindow<K extends string> = {
  note(kind: K, tookMs: number): void;
  /** Of the newest so many buckets; of all when left out. */
  sums(newestBuckets?: number): WindowSums<K>;
  /** Bucket by bucket from the first that was noted in, oldest first; the one that is not over is not told. */
  steps(): WindowStep<K>[];
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
    sums(newestBuckets = buckets) {
      const newest = Math.floor(now() / bucketMs);
      const bins = new Float64Array(binCount);
      const counts = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<K, number>;
      let count = 0;
      let sumMs = 0;
      for (let slot = 0; slot < buckets; slot++) {
        const number = numbers[slot]!;
        if (number < 0 || number > newest || newest - number >= newestBuckets) continue;
        const from = slot * width;
        for (const [place, kind] of kinds.entries()) {
          counts[kind] += cells[from + place]!;
          count += cells[from + place]!;
        }
        for (let bin = 0; bin < binCount; bin++) bins[bin]! += cells[from + kinds.length + bin]!;
        sumMs += tookMs[slot]!;
      }
      return {
        windowMs: bucketMs * newestBuckets,
        count,
        counts,
        meanMs: count === 0 ? 0 : sumMs / count,
        tookMs: sumMs,
        bins: filled(bins),
        quantileMs: (share) => quantileOf(bins, count, share),
      };
    },
    steps() {
      const newest = Math.floor(now() / bucketMs);
      const isKept = (number: number) => number >= 0 && number < newest && newest - number < buckets;
      const kept = numbers.filter(isKept);
      const first = kept.length === 0 ? newest : Math.min(...kept);
      return Array.from({ length: newest - first }, (_, i) => {
        const number = first + i;
        const slot = number % buckets;
        const from = slot * width;
        // A time in which nothing came leaves what was there before it.
        const isNoted = numbers[slot] === number;
        const countOf = (place: number) => (isNoted ? cells[from + place]! : 0);
        return {
          at: number * bucketMs,
          counts: Object.fromEntries(kinds.map((kind, place) => [kind, countOf(place)])) as Record<K, number>,
          bins: isNoted ? filled(cells.subarray(from + kinds.length, from + width)) : [],
        };
      });
    },
  };
}

const filled = (bins: ArrayLike<number>): LatencyBins =>
  Array.from(bins).flatMap((count, bin) => (count > 0 ? [[bin, count] as [number, number]] : []));

/** What several have seen, as if one had seen it all. */
export function togetherMs(seen: readonly LatencyBins[]): {
  count: number;
  quantileMs(share: number): number;
} {
  const bins = new Float64Array(binCount);
  let count = 0;
  for (const [bin, more] of seen.flat()) {
    if (bin >= binCount) continue;
    bins[bin]! += more;
    count += more;
  }
  return { count, quantileMs: (share) => quantileOf(bins, count, share) };
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
