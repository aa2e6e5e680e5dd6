import { type RingBook, type Turn, turnMs } from "@siren/chassis/live/rings";
import { isDuplicateKey } from "@siren/store/transient";
import type { Models, RingDoc } from "./models.ts";

type First = { document: RingDoc; settle: (isMine: boolean) => void; fail: (error: unknown) => void };

/**
 * Whose turn it is to ring, written by whoever takes it: the first by the insert that only one replica can make, the
 * next by a change of the turn that was seen. Orders that become ready together share a statement.
 */
export function createRingTurns({ rings }: Pick<Models, "rings">): Pick<RingBook, "takeTurn"> {
  let waiting: First[] = [];

  async function insertAll(): Promise<void> {
    const firsts = waiting;
    waiting = [];
    try {
      await rings.bulkWrite(
        firsts.map(({ document }) => ({ insertOne: { document } })),
        { ordered: false },
      );
      for (const { settle } of firsts) settle(true);
    } catch (error) {
      const taken = takenIn(error);
      for (const [i, { settle, fail }] of firsts.entries()) taken ? settle(!taken.has(i)) : fail(error);
    }
  }

  function insert(document: RingDoc): Promise<boolean> {
    return new Promise((settle, fail) => {
      if (waiting.length === 0) setImmediate(() => void insertAll());
      waiting.push({ document, settle, fail });
    });
  }

  return {
    async takeTurn({ stream, n, now, lapsed }): Promise<Turn> {
      const _id = `${stream}/${n}`;
      const untilMs = now + turnMs;
      if (lapsed === 0 && (await insert({ _id, turn: 1, until: untilMs, at: new Date(now) })))
        return { isMine: true, turn: 1, untilMs };
      const seen = await rings.findById(_id).lean();
      // Older than what is kept: nobody waits for that drink any more.
      if (!seen) return { isMine: false, turn: Number.MAX_SAFE_INTEGER, untilMs };
      if (seen.turn !== lapsed && (lapsed === 0 || seen.until > now))
        return { isMine: false, turn: seen.turn, untilMs: seen.until };
      const turn = seen.turn + 1;
      const took = await rings.updateOne({ _id, turn: seen.turn }, { $set: { turn, until: untilMs } });
      return { isMine: took.modifiedCount === 1, turn, untilMs };
    },
  };
}

/** Which of the documents were there already; undefined where something else went wrong. */
function takenIn(error: unknown): Set<number> | undefined {
  if (!isDuplicateKey(error)) return undefined;
  const { writeErrors } = error as { writeErrors?: WriteError | WriteError[] };
  const errors = writeErrors === undefined ? [] : [writeErrors].flat();
  if (errors.some(({ code }) => code !== 11_000)) return undefined;
  return new Set(errors.map(({ index }) => index));
}
type WriteError = { index: number; code: number };
