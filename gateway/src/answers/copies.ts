import type { IncomingHttpHeaders } from "node:http";
import type { RawHeaders } from "@siren/chassis/balancing/headers";
import { addressKey } from "../edge/whence.ts";
import { type Keepable, variantOf } from "./keepable.ts";

export type Copy = Keepable & {
  headers: RawHeaders;
  etag: string | undefined;
  body: Buffer;
  vary: readonly string[];
  /** When the service said so last. */
  atMs: number;
  /** Of which count of changes it was asked for. */
  change: number;
  /** The service could not be asked again when it was to be. */
  isDoubted: boolean;
};

/** What was asked for. */
export type Question = {
  /** All by which answers are told apart, but for what they vary by. */
  address: string;
  /** What questions have in common that differ in their query or their host only. */
  place: string;
  hasQuery: boolean;
  /** Who asks; a copy that two have asked for is worth more than many that one has. */
  by: string;
  headers: IncomingHttpHeaders;
};

export type CopyLimits = { mostCopies: number; mostBytes: number; mostOfOnePath: number };

type Variant = { copy: Copy; by: string; isProven: boolean };
type Entry = Pick<Question, "address" | "place"> & { rank: number; variants: Map<string, Variant> };

/** What one more copy costs beside its body. */
const headBytes = 1_024;
const mostVariants = 8;
/** What several asked for may fill so much of the room; otherwise nothing new could ever become that. */
const provenShare = 0.75;
const [withQuery, withoutQuery, proven] = [0, 1, 2];

const costOf = ({ body }: Copy) => body.length + headBytes;

/**
 * The last good answers by address and variant. Of those that only one has asked for the oldest make room first, and
 * of these the ones with a query, which anybody can make up: a stranger alone drives out no more than that.
 */
export function createCopies({ mostCopies, mostBytes, mostOfOnePath }: CopyLimits) {
  const byAddress = new Map<string, Entry>();
  const byPlace = new Map<string, Set<Entry>>();
  /** Each in the order in which they were asked for. */
  const ranks = [new Map<string, Entry>(), new Map<string, Entry>(), new Map<string, Entry>()];
  let bytes = 0;
  let count = 0;

  function weigh(copy: Copy, sign: 1 | -1): void {
    bytes += sign * costOf(copy);
    count += sign;
  }

  function drop(entry: Entry): void {
    for (const { copy } of entry.variants.values()) weigh(copy, -1);
    byAddress.delete(entry.address);
    ranks[entry.rank]?.delete(entry.address);
    const neighbours = byPlace.get(entry.place);
    neighbours?.delete(entry);
    if (neighbours?.size === 0) byPlace.delete(entry.place);
  }

  /** The youngest of its rank. */
  function put(entry: Entry, rank: number): void {
    ranks[entry.rank]?.delete(entry.address);
    entry.rank = rank;
    ranks[rank]?.set(entry.address, entry);
  }

  function prove(entry: Entry, variant: Variant): void {
    variant.isProven = true;
    put(entry, proven);
    const [oldest] = ranks[proven]?.values() ?? [];
    if (oldest && (ranks[proven]?.size ?? 0) > Math.max(1, mostCopies * provenShare)) {
      for (const one of oldest.variants.values()) one.isProven = false;
      put(oldest, withoutQuery);
    }
  }

  const isOfAnother = (variant: Variant, by: string) =>
    !variant.isProven && variant.by !== by && addressKey(variant.by) !== addressKey(by);

  const leastOf = (entries: Iterable<Entry>, but: Entry): Entry | undefined => {
    let least: Entry | undefined;
    for (const entry of entries) if (entry !== but && entry.rank < (least?.rank ?? 3)) least = entry;
    return least;
  };

  function makeRoom(latest: Entry): void {
    const neighbours = byPlace.get(latest.place);
    if (neighbours && neighbours.size > mostOfOnePath) drop(leastOf(neighbours, latest) ?? latest);
    for (const rank of ranks)
      for (const entry of rank.values()) {
        if (bytes <= mostBytes && count <= mostCopies) return;
        drop(entry);
      }
  }

  function dropVariant({ variants }: Entry, latest: string): void {
    let goes: string | undefined;
    for (const [name, { isProven }] of variants) {
      if (name === latest) continue;
      goes ??= name;
      if (isProven) continue;
      goes = name;
      break;
    }
    const gone = goes === undefined ? undefined : variants.get(goes);
    if (goes === undefined || !gone) return;
    variants.delete(goes);
    weigh(gone.copy, -1);
  }

  function newEntry({ address, place, hasQuery }: Question): Entry {
    const entry = { address, place, rank: hasQuery ? withQuery : withoutQuery, variants: new Map() };
    byAddress.set(address, entry);
    const neighbours = byPlace.get(place) ?? new Set();
    byPlace.set(place, neighbours.add(entry));
    return entry;
  }

  return {
    find({ address, headers, by }: Pick<Question, "address" | "headers" | "by">): Copy | undefined {
      const entry = byAddress.get(address);
      if (!entry) return undefined;
      put(entry, entry.rank);
      for (const [name, variant] of entry.variants) {
        if (variantOf(variant.copy.vary, headers) !== name) continue;
        if (isOfAnother(variant, by)) prove(entry, variant);
        return variant.copy;
      }
      return undefined;
    },
    keep(question: Question, copy: Copy): void {
      const { address, headers, by } = question;
      let entry = byAddress.get(address);
      const [other] = entry?.variants.values() ?? [];
      // What it is chosen by has changed: the others are found by other names.
      if (entry && other && other.copy.vary.join() !== copy.vary.join()) {
        drop(entry);
        entry = undefined;
      }
      entry ??= newEntry(question);
      const name = variantOf(copy.vary, headers);
      const before = entry.variants.get(name);
      if (before) weigh(before.copy, -1);
      const variant = { copy, by: before?.by ?? by, isProven: before?.isProven ?? false };
      entry.variants.delete(name);
      entry.variants.set(name, variant);
      weigh(copy, 1);
      put(entry, entry.rank);
      if (isOfAnother(variant, by)) prove(entry, variant);
      if (entry.variants.size > mostVariants) dropVariant(entry, name);
      makeRoom(entry);
    },
    size: () => ({ copies: count, bytes }),
  };
}

export type Copies = ReturnType<typeof createCopies>;
