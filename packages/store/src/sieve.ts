import type { EventDoc } from "./collections.ts";

/** Of a stretch of the feed, which was looked through once: what of the wanted types is in it. */
type LookedThrough = { after: number; upTo: number; docs: EventDoc[] };

export type Sieving = { types: readonly string[]; after: number; upTo: number; limit: number };

/** Found ones that are kept for those who come later; who is further behind looks for themselves. */
const mostKept = 200;

/**
 * Several want the same few of many events and follow the feed at its head: what one of them had looked through, the
 * others are told. An event does not change once it has its number, and none comes between two that have theirs.
 */
export function createSieve(read: (of: Sieving) => Promise<EventDoc[]>) {
  let ofEpoch = "";
  const kept = new Map<string, Promise<LookedThrough>>();

  async function extended(before: LookedThrough, { types, upTo, limit }: Sieving): Promise<LookedThrough> {
    if (upTo <= before.upTo) return before;
    const found = await read({ types, after: before.upTo, upTo, limit });
    const docs = [...before.docs, ...found];
    const reached = found.length < limit ? upTo : (found.at(-1)?._id ?? before.upTo);
    if (docs.length <= mostKept) return { after: before.after, upTo: reached, docs };
    const left = docs.slice(-mostKept);
    return { after: docs.at(-mostKept - 1)?._id ?? before.after, upTo: reached, docs: left };
  }

  /** In the order of their numbers; fewer than `limit` are all that there are up to `upTo`. */
  return async (epoch: string, of: Sieving): Promise<EventDoc[]> => {
    // The numbers of another epoch stand for other events.
    if (epoch !== ofEpoch) kept.clear();
    ofEpoch = epoch;
    const { types, after, upTo, limit } = of;
    const key = types.join();
    const known = kept.get(key) ?? Promise.resolve({ after, upTo: after, docs: [] });
    const looking = known.then((before) => {
      if (after > before.upTo) return extended({ after, upTo: after, docs: [] }, of);
      return after < before.after ? before : extended(before, of);
    });
    kept.set(key, looking);
    looking.catch(() => kept.delete(key));
    const { after: from, upTo: reached, docs } = await looking;
    if (after < from || reached < upTo) return read(of);
    return docs.filter(({ _id }) => _id > after && _id <= upTo).slice(0, limit);
  };
}
