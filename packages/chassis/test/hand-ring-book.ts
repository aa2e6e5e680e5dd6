import { type RingBook, type Ringing, turnMs } from "../src/live/rings.ts";

/** The book of a store that two replicas share, in memory. Acknowledgements count at once. */
export function handRingBook(): RingBook & { heard: Map<string, number> } {
  const heard = new Map<string, number>();
  const turns = new Map<string, { turn: number; untilMs: number }>();
  return {
    heard,
    note: (stream, n) => void heard.set(stream, Math.max(heard.get(stream) ?? 0, n)),
    settle: async () => undefined,
    heardUpTo: async (stream) => heard.get(stream) ?? 0,
    async takeTurn({ stream, n, now, lapsed }) {
      const key = `${stream}/${n}`;
      const seen = turns.get(key);
      if (seen && seen.turn !== lapsed && (lapsed === 0 || seen.untilMs > now))
        return { isMine: false, ...seen };
      const mine = { turn: (seen?.turn ?? 0) + 1, untilMs: now + turnMs };
      turns.set(key, mine);
      return { isMine: true, ...mine };
    },
  };
}

/** An order that is ready rings; its being fetched ends that. */
export const ringing = (book: RingBook): Ringing => ({
  book,
  meaning({ name, data }) {
    const { orderId } = data as { orderId?: string };
    if (orderId === undefined) return undefined;
    return { subject: orderId, rings: name === "order.ready" };
  },
});
